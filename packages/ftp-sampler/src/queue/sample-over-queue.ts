import { ProgressMeter, type SamplingProgress } from '../sampling/progress.ts';
import { QuestionSampler } from '../sampling/question-sampler.ts';
import type { SamplingTasks } from '../sampling/task-reader.ts';
import { collect, type CollectOptions } from './collect-results.ts';
import { openQueue } from './connection.ts';
import { enqueue, type EnqueueOptions } from './enqueue-tasks.ts';

/** What {@link sampleOverQueue} takes. */
export interface SampleOverQueueOptions extends Omit<EnqueueOptions, 'tasks' | 'store'>, CollectOptions {
  /** Called once to fill the queue, and once more at the end to look for questions that Redis lost. */
  tasks: () => SamplingTasks;
}

/**
 * The same as `sampleTrajectories` with the work done by {@link runWorker} in other processes, on any machines: fills
 * the queue, keeps what comes back, and puts questions that a Redis without its data lost on the queue again.
 *
 * @throws SamplerError codes `sampler/redis-unreachable`, `sampler/bad-options`, `sampler/bad-task`, `sampler/no-tasks`
 * @throws StoreError when the store takes nothing more; the signal's reason once aborted
 */
export async function sampleOverQueue(options: SampleOverQueueOptions): Promise<SamplingProgress> {
  const { tasks, queue, store, signal, onProgress } = options;
  const sampler = new QuestionSampler(options);
  const opened = await openQueue(queue);
  try {
    const meter = new ProgressMeter(options.total);
    const { skipped } = await enqueue(opened, sampler, { queue, store, signal, tasks: tasks() });
    meter.skip(skipped);
    await collect(opened, options, meter);
    const isLost = async (key: string): Promise<boolean> =>
      !(await store.questions.has(key)) && (await store.questions.get(key)) === undefined;
    const again = { queue, store, signal };
    while ((await enqueue(opened, sampler, { ...again, tasks: tasks() }, isLost)).enqueued > 0) {
      await collect(opened, options, meter);
    }
    onProgress?.(meter.get());
    return meter.get();
  } finally {
    await opened.close();
  }
}
