import { ErrorStreak } from './error-streak.ts';
import { ProgressMeter, type SamplingProgress } from './progress.ts';
import { QuestionSampler } from './question-sampler.ts';
import { checkCounts, type SamplingSettings, type SamplingTask } from './sampling-options.ts';
import type { SamplingStore } from './sampling-store.ts';
import { TaskReader, type SamplingTasks } from './task-reader.ts';

/** What {@link sampleTrajectories} takes. */
export interface SampleTrajectoriesOptions extends SamplingSettings {
  tasks: SamplingTasks;
  /** How many tasks there are, for the time left. */
  total?: number | undefined;
  store: SamplingStore;
  /** Questions at the same time; default 4. */
  concurrency?: number | undefined;
  /** After so many questions in a row that ended with an error, sampling ends; default 20. */
  maxErrorsInARow?: number | undefined;
  signal?: AbortSignal | undefined;
  /** Called after each question, and at the end. */
  onProgress?: ((progress: SamplingProgress) => void) | undefined;
}

/**
 * Samples trajectories from a teacher: chains of thought for each question, the first step of one as the first-thought
 * prefix of each run, up to `k` runs (Kang et al. 2025, section 3.1).
 *
 * Everything is kept in the store as soon as it is drawn. A second call with the same tasks, settings and store draws
 * only what is missing, and tries again what failed: after an abort, the death of the process, or an error.
 *
 * @throws SamplerError codes `sampler/bad-options`, `sampler/bad-task`, `sampler/no-tasks`, and
 * `sampler/too-many-errors` where nothing seems to work (a server that is not there, a key that is refused)
 * @throws StoreError when the store takes nothing more (a full disk); the signal's reason once aborted
 */
export async function sampleTrajectories(options: SampleTrajectoriesOptions): Promise<SamplingProgress> {
  const { store, signal, onProgress, concurrency = 4, maxErrorsInARow = 20, total } = options;
  checkCounts({ concurrency, maxErrorsInARow });
  signal?.throwIfAborted();
  const sampler = new QuestionSampler(options);
  const meter = new ProgressMeter(total);
  const stop = new AbortController();
  const either = AbortSignal.any([stop.signal, ...(signal === undefined ? [] : [signal])]);
  const tasks = new TaskReader(options.tasks);
  const underWay = new Set<string>();
  const streak = new ErrorStreak(maxErrorsInARow);

  async function work(): Promise<void> {
    for (let task = await tasks.next(); task !== undefined; task = await tasks.next()) {
      either.throwIfAborted();
      const key = sampler.keys.question(task);
      if (underWay.has(key)) {
        meter.skip();
        continue;
      }
      underWay.add(key);
      if (await store.questions.has(key)) meter.skip();
      else await sampleOne(task);
      underWay.delete(key);
    }
  }

  async function sampleOne(task: SamplingTask): Promise<void> {
    const record = await sampler.sample(task, store, { signal: either });
    meter.add(record);
    onProgress?.(meter.get());
    streak.note(record);
    if (streak.error !== undefined) throw streak.error;
  }

  const workers = Array.from({ length: concurrency }, () =>
    work().catch((error: unknown) => {
      // The first fault ends the other workers, and is what is thrown.
      stop.abort(error);
    }),
  );
  await Promise.all(workers);
  await tasks.close();
  signal?.throwIfAborted();
  stop.signal.throwIfAborted();
  tasks.checkAny();
  const progress = meter.get();
  onProgress?.(progress);
  return progress;
}
