import type { CallOptions } from '@agentd/agent-core';
import type { Queue } from 'bullmq';
import { QuestionSampler } from '../sampling/question-sampler.ts';
import { TaskReader, type SamplingTasks } from '../sampling/task-reader.ts';
import type { SamplingSettings, SamplingTask } from '../sampling/sampling-options.ts';
import type { SamplingStore } from '../sampling/sampling-store.ts';
import { openQueue, patiently, type SamplingQueue } from './connection.ts';
import { jobIdOf, type QuestionJob } from './job.ts';

const BATCH = 200;

/** What {@link enqueueTasks} takes. */
export interface EnqueueOptions extends SamplingSettings, CallOptions {
  queue: SamplingQueue;
  tasks: SamplingTasks;
  /** What is done there is not put on the queue. */
  store: Pick<SamplingStore, 'questions'>;
}

/** How many questions {@link enqueueTasks} found. */
export interface EnqueuedTasks {
  /** On the queue now; those that were there already count too. */
  enqueued: number;
  /** Done before. */
  skipped: number;
}

/**
 * Puts every question that is not done on the queue, once each, however often it is called. The settings must be those
 * of the workers.
 *
 * @throws SamplerError codes `sampler/redis-unreachable`, `sampler/bad-options`, `sampler/bad-task`
 */
export async function enqueueTasks(options: EnqueueOptions): Promise<EnqueuedTasks> {
  const sampler = new QuestionSampler(options);
  const opened = await openQueue(options.queue);
  try {
    return await enqueue(opened, sampler, options);
  } finally {
    await opened.close();
  }
}

/** @param isWanted takes the key of a question */
export async function enqueue(
  opened: Queue,
  { keys }: QuestionSampler,
  { queue, tasks, store, signal }: Pick<EnqueueOptions, 'queue' | 'tasks' | 'store' | 'signal'>,
  isWanted = async (key: string): Promise<boolean> => !(await store.questions.has(key)),
): Promise<EnqueuedTasks> {
  const reader = new TaskReader(tasks);
  const counts = { enqueued: 0, skipped: 0 };
  let batch: { name: 'question'; data: QuestionJob; opts: { jobId: string } }[] = [];
  const send = async (): Promise<void> => {
    const jobs = batch;
    batch = [];
    if (jobs.length > 0) await patiently(queue, signal, () => opened.addBulk(jobs));
    counts.enqueued += jobs.length;
  };
  for (let task = await reader.next(); task !== undefined; task = await reader.next()) {
    signal?.throwIfAborted();
    const key = keys.question(task);
    if (!(await isWanted(key))) {
      counts.skipped += 1;
      continue;
    }
    batch.push({ name: 'question', data: dataOf(task, keys.settings), opts: { jobId: jobIdOf(key) } });
    if (batch.length >= BATCH) await send();
  }
  await send();
  reader.checkAny();
  return counts;
}

function dataOf({ id, question, answers }: SamplingTask, settings: string): QuestionJob {
  return { task: { id, question, answers: [...answers] }, settings };
}
