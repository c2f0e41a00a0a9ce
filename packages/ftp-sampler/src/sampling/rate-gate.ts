import { setTimeout as delay } from 'node:timers/promises';
import { AgentdError } from '@agentd/agent-core';

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;
/** With the pauses above, about a quarter of an hour. */
const RATE_LIMIT_TRIES = 20;

/** Holds all workers back while a server limits the rate of requests. */
export class RateGate {
  #until = 0;
  #inARow = 0;

  /** @throws the signal's reason once aborted */
  async wait(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    for (let rest = this.#until - Date.now(); rest > 0; rest = this.#until - Date.now()) {
      await pause(Math.min(rest, LONGEST_PAUSE_MS), signal);
    }
  }

  /**
   * Nobody goes on for `retryAfterMs`; where the server named no time, for a second, and twice as long each time that
   * it happens again, up to a minute.
   */
  limit(retryAfterMs: number | undefined): void {
    const now = Date.now();
    // Workers that were under way are turned away one by one; that is one limit.
    if (now >= this.#until) this.#inARow += 1;
    const wait = retryAfterMs ?? Math.min(FIRST_PAUSE_MS * 2 ** (this.#inARow - 1), LONGEST_PAUSE_MS);
    this.#until = Math.max(this.#until, now + wait);
  }

  /** A call went through. */
  open(): void {
    this.#inARow = 0;
  }

  /**
   * Repeats `work` after faults that may pass. The model adapters have tried again by then, so few tries are enough;
   * rate limits, which they give up on too, hold all workers back and are tried for long.
   * @throws what `work` threw last; the signal's reason once aborted
   */
  async run<T>(work: () => Promise<T>, retries: number, signal: AbortSignal | undefined): Promise<T> {
    for (let tries = 0; ; tries += 1) {
      await this.wait(signal);
      try {
        const result = await work();
        this.open();
        return result;
      } catch (error) {
        signal?.throwIfAborted();
        if (!AgentdError.isInstance(error) || !error.isRetryable) throw error;
        const isLimit = error.code.endsWith('/rate-limited');
        if (tries >= (isLimit ? RATE_LIMIT_TRIES : retries)) throw error;
        if (isLimit) this.limit(error.retryAfterMs);
        else await pause(error.retryAfterMs ?? Math.min(FIRST_PAUSE_MS * 2 ** tries, LONGEST_PAUSE_MS), signal);
      }
    }
  }
}

/** @throws the signal's reason once aborted */
export async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await delay(ms, undefined, signal === undefined ? {} : { signal }).catch(() => signal?.throwIfAborted());
}
