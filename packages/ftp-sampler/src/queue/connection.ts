import { AgentdError, optionalPeer } from '@agentd/agent-core';
import type * as Bullmq from 'bullmq';
import { SamplerError } from '../errors.ts';
import { pause } from '../sampling/rate-gate.ts';

/** A queue in Redis, for any number of workers. */
export interface SamplingQueue {
  /** Such as `redis://:password@host:6379/0`, or `rediss://…` with TLS. */
  url: string;
  /** One name for each sampling on the same server; default `agentd-sampling`. */
  name?: string | undefined;
  /**
   * Milliseconds after which a worker that gives no sign of life counts as dead, and another one takes its question;
   * default 30,000. The same for everyone on the queue.
   */
  stalledAfterMs?: number | undefined;
  /** How long a Redis that went away is waited for, in milliseconds; default 60,000. */
  patienceMs?: number | undefined;
}

export const nameOf = ({ name }: SamplingQueue): string => name ?? 'agentd-sampling';

/** Loads the queue's library. @throws AgentdError code `sampler/missing-dependency` */
export async function loadBullmq(): Promise<typeof Bullmq> {
  const user = 'Sampling queues';
  const code = 'sampler/missing-dependency';
  await optionalPeer({ name: 'ioredis', version: '5', user, code }, () => import('ioredis'));
  return optionalPeer({ name: 'bullmq', version: '6', user, code }, () => import('bullmq'));
}

/** How the library reaches Redis. Its own way waits up to 20 seconds between two tries. */
export function connectionTo({ url }: SamplingQueue): { url: string; retryStrategy: (tries: number) => number } {
  return { url, retryStrategy: (tries) => Math.min(100 * tries, 2000) };
}

/** @throws SamplerError code `sampler/redis-unreachable` when nobody answers there, or not with this password */
export async function checkRedis(queue: SamplingQueue): Promise<void> {
  const user = 'Sampling queues';
  const code = 'sampler/missing-dependency';
  const { Redis } = await optionalPeer({ name: 'ioredis', version: '5', user, code }, () => import('ioredis'));
  const faults: unknown[] = [];
  const client = new Redis(queue.url, { lazyConnect: true, retryStrategy: () => null, connectTimeout: 10_000 });
  client.on('error', (error) => faults.push(error));
  try {
    await client.connect();
    await client.ping();
  } catch (error) {
    throw unreachable(queue, faults[0] ?? error);
  } finally {
    client.disconnect();
  }
}

/** A queue whose calls fail, rather than wait, while Redis is away: {@link patiently} repeats them. */
export async function openQueue(queue: SamplingQueue): Promise<Bullmq.Queue> {
  checkUrl(queue);
  const bullmq = await loadBullmq();
  await checkRedis(queue);
  const opened = new bullmq.Queue(nameOf(queue), { connection: { ...connectionTo(queue), maxRetriesPerRequest: 1 } });
  // Faults reach the calls; without a listener the process would end.
  opened.on('error', () => undefined);
  return opened;
}

/**
 * Repeats a call while Redis is away or still loading its data.
 * @throws SamplerError code `sampler/redis-unreachable` after `patienceMs`; the signal's reason once aborted
 */
export async function patiently<T>(
  queue: SamplingQueue,
  signal: AbortSignal | undefined,
  call: () => Promise<T>,
): Promise<T> {
  const until = performance.now() + (queue.patienceMs ?? 60_000);
  for (;;) {
    signal?.throwIfAborted();
    try {
      return await call();
    } catch (error) {
      // Faults of the store, for one, are no faults of the connection.
      if (AgentdError.isInstance(error)) throw error;
      if (performance.now() > until) throw unreachable(queue, error);
      await pause(200, signal);
    }
  }
}

function unreachable(queue: SamplingQueue, cause: unknown): SamplerError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new SamplerError(
    `Redis at ${shown(queue)} cannot be used (${why}). Start one (redis-server --appendonly yes), or correct the URL.`,
    { code: 'sampler/redis-unreachable', isRetryable: true, cause },
  );
}

/** @throws SamplerError code `sampler/bad-options` */
export function checkUrl(queue: SamplingQueue): void {
  if (/^rediss?:$/.test(URL.parse(queue.url)?.protocol ?? '')) return;
  throw new SamplerError(`${shown(queue)} is no URL of a Redis server; give one such as redis://localhost:6379.`, {
    code: 'sampler/bad-options',
  });
}

/** The address without its password. */
function shown({ url }: SamplingQueue): string {
  return url.replace(/\/\/[^@/]*@/, '//***@');
}
