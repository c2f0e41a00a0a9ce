import {
  openSamplingFolder,
  sampleTrajectories,
  type SamplingFolder,
  type SamplingProgress,
  type SamplingSettings,
  type SamplingTask,
} from '@agentd/ftp-sampler';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { ToClose } from '../to-close.ts';
import { withOptionalCorpus } from '../retrieval/with-optional-corpus.ts';
import { openSampling } from './open-sampling.ts';
import { loadQuestions, questionSet, type LoadedQuestions, type QuestionSet } from './question-set.ts';
import { checkSampleFlags, type SampleFlags } from './sample-flags.ts';
import { sampleShow, type SampleShow } from './show-sample.ts';

/** Draws what is missing in the folder, or with `--worker` what is on the queue. */
export async function runSample(questions: string, flags: SampleFlags, signal: AbortSignal): Promise<ExitCode> {
  checkSampleFlags(flags);
  const set = questionSet(questions, flags.kind);
  const show = sampleShow(flags.json);
  try {
    return flags.worker ? await work(set, flags, show, signal) : await draw(set, flags, show, signal);
  } finally {
    show.close();
  }
}

async function draw(set: QuestionSet, flags: SampleFlags, show: SampleShow, signal: AbortSignal): Promise<ExitCode> {
  const { out = '', limit } = flags;
  const loaded = await loadQuestions(set, { limit, signal });
  show.begin(loaded, out);
  // Opened first: a folder that cannot be written to must not cost a model.
  const store = await openSamplingFolder(out, { signal });
  try {
    return await withSettings(set, flags, show, signal, (settings) =>
      drawInto(store, loaded, { settings, flags, show, signal }),
    );
  } finally {
    await store.close();
  }
}

interface Drawing {
  settings: SamplingSettings;
  flags: SampleFlags;
  show: SampleShow;
  signal: AbortSignal;
}

async function drawInto(
  store: SamplingFolder,
  { items }: LoadedQuestions,
  { settings, flags, show, signal }: Drawing,
): Promise<ExitCode> {
  const { queue: url, queueName: name, concurrency } = flags;
  const tasks: SamplingTask[] = items.map(({ id, question, answers }) => ({ id, question, answers }));
  let last: SamplingProgress | undefined;
  const onProgress = (progress: SamplingProgress): void => {
    last = progress;
    show.progress(progress);
  };
  const common = { ...settings, store, total: tasks.length, signal, onProgress };
  try {
    if (url === undefined) await sampleTrajectories({ ...common, tasks, concurrency });
    else {
      const { sampleOverQueue } = await import('@agentd/ftp-sampler/queue');
      await sampleOverQueue({ ...common, tasks: () => tasks, queue: { url, name } });
    }
  } finally {
    if (last !== undefined) show.end(last, store.folder, signal.aborted);
  }
  return last !== undefined && last.failed > 0 ? exitCodes.failed : exitCodes.ok;
}

/** A worker has no end of its own: Ctrl-C is how it is meant to end. */
async function work(set: QuestionSet, flags: SampleFlags, show: SampleShow, signal: AbortSignal): Promise<ExitCode> {
  const { queue: url = '', queueName: name, concurrency } = flags;
  const { runWorker } = await import('@agentd/ftp-sampler/queue');
  return withSettings(set, flags, show, signal, async (settings) => {
    show.stage('waiting for questions');
    const onQuestion = (count: number): void => show.worked(count, false);
    const count = await runWorker({ ...settings, queue: { url, name }, concurrency, signal, onQuestion });
    show.worked(count, true);
    return exitCodes.ok;
  });
}

/** Opens all that the settings need, and closes it afterwards. */
async function withSettings(
  { benchmark: { kind } }: QuestionSet,
  flags: SampleFlags,
  show: SampleShow,
  signal: AbortSignal,
  use: (settings: SamplingSettings) => Promise<ExitCode>,
): Promise<ExitCode> {
  return withOptionalCorpus(flags, signal, async (corpus) => {
    const toClose = new ToClose();
    try {
      const onProgress = (stage: string): void => show.stage(stage);
      return await use(await openSampling(flags, toClose, { kind, corpus, signal, onProgress }));
    } finally {
      await toClose.close();
    }
  });
}
