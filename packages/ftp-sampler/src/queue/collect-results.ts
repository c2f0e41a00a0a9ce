import type { CallOptions } from '@agentd/agent-core';
import { noUsage } from '@agentd/agent-core';
import type { Job, Queue } from 'bullmq';
import { ProgressMeter, type SamplingProgress } from '../sampling/progress.ts';
import { QUESTION_RECORD_VERSION, type QuestionRecord } from '../sampling/question-record.ts';
import { pause } from '../sampling/rate-gate.ts';
import type { SamplingStore } from '../sampling/sampling-store.ts';
import { openQueue, patiently, type SamplingQueue } from './connection.ts';
import { jobResultSchema, questionKeyOf } from './job.ts';

const BATCH = 50;
const POLL_MS = 100;

/** What {@link collectResults} takes. */
export interface CollectOptions extends CallOptions {
  queue: SamplingQueue;
  store: SamplingStore;
  /** How many questions there are, for the time left. */
  total?: number | undefined;
  /** Called after each question. */
  onProgress?: ((progress: SamplingProgress) => void) | undefined;
}

/**
 * Takes results off the queue and keeps them, until the queue is empty. A result leaves Redis only once it is in the
 * store, and the store keeps each once, so that the death of this process, of workers or of Redis makes none come twice.
 * One collector writes one store at a time.
 *
 * @throws SamplerError code `sampler/redis-unreachable`; StoreError when the store takes nothing more; the signal's
 * reason once aborted
 */
export async function collectResults(options: CollectOptions): Promise<SamplingProgress> {
  const opened = await openQueue(options.queue);
  try {
    const meter = new ProgressMeter(options.total);
    await collect(opened, options, meter);
    return meter.get();
  } finally {
    await opened.close();
  }
}

export async function collect(opened: Queue, options: CollectOptions, meter: ProgressMeter): Promise<void> {
  const { queue, store, signal, onProgress } = options;
  for (;;) {
    const found = await patiently(queue, signal, () => opened.getJobs(['completed', 'failed'], 0, BATCH - 1, true));
    for (const job of found) {
      signal?.throwIfAborted();
      meter.add(await keep(job, store));
      await patiently(queue, signal, () => job.remove());
      onProgress?.(meter.get());
    }
    if (found.length > 0) continue;
    // What is completed between the two looks counts here, and is found at the next.
    const counts = await patiently(queue, signal, () => opened.getJobCounts());
    if (Object.values(counts).every((count) => count === 0)) return;
    await pause(POLL_MS, signal);
  }
}

async function keep(job: Job, store: SamplingStore): Promise<QuestionRecord> {
  const result = jobResultSchema.safeParse(job.returnvalue);
  const id = questionKeyOf(job.id ?? '');
  if (!result.success || result.data.question.id !== id) {
    const why = job.failedReason ?? 'the result is none of this version of the sampler';
    const failed = failedQuestion(id, String(job.data?.task?.id), why);
    await store.questions.put(failed);
    return failed;
  }
  const { question, chainsOfThought, trajectories } = result.data;
  for (const chains of chainsOfThought) await store.chainsOfThought.put(chains);
  for (const trajectory of trajectories) await store.trajectories.put(trajectory);
  await store.questions.put(question);
  return question;
}

/** A question that no worker brought to an end, such as one that took every worker's memory. */
function failedQuestion(id: string, task: string, message: string): QuestionRecord {
  return {
    schemaVersion: QUESTION_RECORD_VERSION,
    id,
    task: { id: task },
    status: 'error',
    error: { code: 'sampler/worker-failed', message },
    samples: [],
    stoppedBy: 'error',
    usage: noUsage,
    startedAt: new Date().toISOString(),
    durationMs: 0,
  };
}
