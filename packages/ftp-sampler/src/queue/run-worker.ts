import { setTimeout as delay } from 'node:timers/promises';
import type { CallOptions } from '@agentd/agent-core';
import type { Job } from 'bullmq';
import { SamplerError } from '../errors.ts';
import { QuestionSampler } from '../sampling/question-sampler.ts';
import { checkCounts, type SamplingSettings } from '../sampling/sampling-options.ts';
import { memorySamplingStore } from '../sampling/sampling-store.ts';
import { ErrorStreak } from '../sampling/error-streak.ts';
import { checkRedis, checkUrl, connectionTo, loadBullmq, nameOf, type SamplingQueue } from './connection.ts';
import { jobSchema, type QuestionResult } from './job.ts';

/** How often a question may outlive its worker; after that it is taken to be what killed them. */
const MOST_STALLS = 5;
const CLOSING_MS = 5000;

/** What {@link runWorker} takes. */
export interface WorkerOptions extends SamplingSettings, CallOptions {
  queue: SamplingQueue;
  /** Questions at the same time; default 4. */
  concurrency?: number | undefined;
  /** After so many questions in a row that ended with an error, the worker ends; default 20. */
  maxErrorsInARow?: number | undefined;
  /** Called after each question, with how many there were so far. */
  onQuestion?: ((count: number) => void) | undefined;
}

/**
 * Samples questions from the queue until `signal` is aborted; questions under way then go back to the queue. A worker
 * keeps nothing: its results wait in Redis for the collector. Where Redis goes away, it waits for it to come back.
 *
 * @returns how many questions it brought to an end
 * @throws SamplerError codes `sampler/redis-unreachable` at the start, `sampler/settings-differ` where the queue's
 * questions are meant for other settings, `sampler/too-many-errors`
 */
export async function runWorker(options: WorkerOptions): Promise<number> {
  const { queue, concurrency = 4, maxErrorsInARow = 20, signal, onQuestion } = options;
  checkCounts({ concurrency, maxErrorsInARow });
  checkUrl(queue);
  const sampler = new QuestionSampler(options);
  const { Worker, WaitingError } = await loadBullmq();
  await checkRedis(queue);
  const stop = new AbortController();
  const either = AbortSignal.any([stop.signal, ...(signal === undefined ? [] : [signal])]);
  const streak = new ErrorStreak(maxErrorsInARow);
  let count = 0;

  async function process(job: Job, token?: string): Promise<QuestionResult> {
    try {
      either.throwIfAborted();
      const result = await sampleJob(job, sampler, either);
      streak.note(result.question);
      count += 1;
      onQuestion?.(count);
      return result;
    } catch (error) {
      // Any error here ends this worker; the question is another one's.
      stop.abort(error);
      await job.moveToWait(token);
      throw new WaitingError();
    } finally {
      if (streak.error !== undefined) stop.abort(streak.error);
    }
  }

  const stalledAfterMs = queue.stalledAfterMs ?? 30_000;
  const worker = new Worker(nameOf(queue), process, {
    connection: { ...connectionTo(queue), maxRetriesPerRequest: null },
    concurrency,
    lockDuration: stalledAfterMs,
    stalledInterval: Math.ceil(stalledAfterMs / 2),
    maxStalledCount: MOST_STALLS,
  });
  // Faults of the connection pass; without a listener the process would end.
  worker.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    if (either.aborted) resolve();
    else either.addEventListener('abort', () => resolve(), { once: true });
  });
  // Without Redis there is nothing to wait for: what is under way counts as stalled later.
  await Promise.race([worker.close(), delay(CLOSING_MS, undefined, { ref: false })]);
  await worker.disconnect();
  if (signal?.aborted !== true) stop.signal.throwIfAborted();
  return count;
}

async function sampleJob(job: Job, sampler: QuestionSampler, signal: AbortSignal): Promise<QuestionResult> {
  const { task, settings } = jobSchema.parse(job.data);
  if (settings !== sampler.keys.settings) {
    throw new SamplerError(
      `The queue ${job.queueName} holds questions for other settings (${settings}) than this worker's ` +
        `(${sampler.keys.settings}): model, prompts, decoder, temperatures, samples, scorer and seed must be the same.`,
      { code: 'sampler/settings-differ' },
    );
  }
  const store = memorySamplingStore();
  const question = await sampler.sample(task, store, { signal });
  return {
    question,
    chainsOfThought: await Array.fromAsync(store.chainsOfThought.all()),
    trajectories: await Array.fromAsync(store.trajectories.all()),
  };
}
