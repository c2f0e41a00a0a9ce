import { setTimeout as delay } from 'node:timers/promises';
import type { ApiFault } from './api-errors.ts';

/** When to try again. */
export interface RetryPolicy {
  maxRetries: number;
  signal: AbortSignal | undefined;
  /** Turns what was thrown into a fault. */
  fault: (thrown: unknown) => ApiFault;
}

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 8000;
/** A server that asks for a longer wait than this is not waited for. */
const LONGEST_RETRY_AFTER_MS = 60_000;

/**
 * Repeats `attempt` after faults that may pass, waiting as long as the server asks for, else twice as long each time
 * with up to a quarter of jitter.
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
      const { error, retryAfterMs } = policy.fault(thrown);
      if (!error.isRetryable || tries >= maxRetries || (retryAfterMs ?? 0) > LONGEST_RETRY_AFTER_MS) throw error;
      const backoff = Math.min(FIRST_DELAY_MS * 2 ** tries, LONGEST_DELAY_MS) * (1 - Math.random() / 4);
      await delay(retryAfterMs ?? backoff, undefined, signal === undefined ? {} : { signal }).catch(
        (reason: unknown) => {
          throw signal?.aborted === true ? signal.reason : reason;
        },
      );
    }
  }
}
