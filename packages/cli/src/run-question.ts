import { createAgent, type AgentEvent, type Trajectory } from '@agentd/sag';
import { jsonlTrajectoryStore, type JsonlTrajectoryStore } from '@agentd/sag/node';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import { RunRenderer } from './render/run-renderer.ts';
import { withOptionalCorpus } from './retrieval/with-optional-corpus.ts';
import { agentOptionsFrom, type RunFlags } from './run-flags.ts';
import { Screen } from './screen.ts';

/** Runs one question as the flags say: shows it, saves it, and returns what the process should end with. */
export async function runQuestion(question: string, flags: RunFlags, signal: AbortSignal): Promise<ExitCode> {
  const options = agentOptionsFrom(flags, process.env);
  // Opened first: a file that cannot be written must not cost a run.
  const store = flags.save === undefined ? undefined : await openStore(flags.save);
  try {
    const screen = flags.json ? undefined : new Screen(process.stdout);
    const onProgress = (stage: string) => screen?.show({ lines: [], status: stage });
    return await withOptionalCorpus(flags, signal, async (corpus) => {
      onProgress('loading the model');
      const agent = await createAgent({ ...options, corpus, signal, onProgress });
      try {
        const trajectory = await show(agent.stream(question, { seed: flags.seed, signal }), screen);
        if (store !== undefined) await save(trajectory, store);
        return report(trajectory, flags);
      } finally {
        await agent.close();
      }
    });
  } finally {
    await store?.close();
  }
}

async function openStore(path: string): Promise<JsonlTrajectoryStore> {
  const store = await jsonlTrajectoryStore(path);
  if (store.halfLine !== undefined) {
    const { line, bytes } = store.halfLine;
    note(`${path} ends in a half-written line (line ${line}, ${bytes} bytes), which will be cut off.`);
  }
  return store;
}

/** Shows the run on the screen or, without one, prints its trajectory. */
async function show(events: AsyncIterable<AgentEvent>, screen: Screen | undefined): Promise<Trajectory> {
  const renderer = screen === undefined ? undefined : new RunRenderer(screen.renderOptions);
  for await (const event of events) {
    if (renderer !== undefined) screen?.show(renderer.render(event));
    if (event.type !== 'run-end') continue;
    if (screen === undefined) process.stdout.write(`${JSON.stringify(event.trajectory, null, 2)}\n`);
    return event.trajectory;
  }
  throw new TypeError('The run ended without a run-end event.');
}

async function save(trajectory: Trajectory, store: JsonlTrajectoryStore): Promise<void> {
  const isNew = await store.put(trajectory);
  note(
    isNew
      ? `Saved to ${store.path}.`
      : `${store.path} already holds a finished run of this question with the same model, settings and seed; it was kept.`,
  );
}

function report({ outcome }: Trajectory, { json }: RunFlags): ExitCode {
  const { status, answer, error } = outcome;
  if (status === 'error' && (json || !process.stdout.isTTY)) note(error?.message ?? 'The run failed.');
  if (status === 'aborted') return exitCodes.interrupted;
  return answer === undefined ? exitCodes.failed : exitCodes.ok;
}

function note(line: string): void {
  process.stderr.write(`agentd: ${line}\n`);
}
