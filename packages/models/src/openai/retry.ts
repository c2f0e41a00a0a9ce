import { setTimeout as delay } from 'node:timers/promises';
import type { ApiFault } from './api-errors.ts';

/** When to try again. */
export interface RetryPolicy {
  maxRetries: number;
  /** First wait, in milliseconds. */
  retryDelayMs: number;
  signal: AbortSignal | undefined;
  /** Turns what was thrown into a fault. */
  fault: (thrown: unknown) => ApiFault;
}

const LONGEST_DELAY_MS = 8000;
/** A server that asks for a longer wait than this is not waited for. */
const LONGEST_RETRY_AFTER_MS = 60_000;
/** Requests that were turned away together do not come back together. */
const LONGEST_JITTER_MS = 1000;

/**
 * Repeats `attempt` after faults that may pass. The wait is what the server asks for and up to a tenth more; else half
 * to all of a span that begins at `retryDelayMs` and doubles, up to 8 seconds.
 * @throws ModelError the last fault; the signal's reason once aborted
 */
export async function withRetries<T>(attempt: () => Promise<T>, policy: RetryPolicy): Promise<T> {
  const { maxRetries, signal } = policy;
  for (let tries = 0; ; tries++) {
    signal?.throwIfAborted();
    try {
      return await attempt();
    } catch (thrown) {
      signal?.throwIfAborted();
      const { error } = policy.fault(thrown);
      const { retryAfterMs } = error;
      if (!error.isRetryable || tries >= maxRetries || (retryAfterMs ?? 0) > LONGEST_RETRY_AFTER_MS) throw error;
      await delay(
        waitMs(tries, policy.retryDelayMs, retryAfterMs),
        undefined,
        signal === undefined ? {} : { signal },
      ).catch((reason: unknown) => {
        throw signal?.aborted === true ? signal.reason : reason;
      });
    }
  }
}

function waitMs(tries: number, firstMs: number, retryAfterMs: number | undefined): number {
  if (retryAfterMs !== undefined) return retryAfterMs + Math.random() * Math.min(retryAfterMs / 10, LONGEST_JITTER_MS);
  return Math.min(firstMs * 2 ** tries, LONGEST_DELAY_MS) * (0.5 + Math.random() / 2);
}
