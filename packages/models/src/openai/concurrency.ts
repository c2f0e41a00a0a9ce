/** How one attempt ended, as far as the server's load goes. */
export type LoadSignal = 'answered' | 'overloaded' | 'other';

/** A place among the requests that run. */
export interface Place {
  /** Gives the place back. */
  leave(outcome: LoadSignal): void;
}

/**
 * How many requests may run at a time: halved when the server says that it is overloaded, and raised by one for each
 * full round of answers (additive increase, multiplicative decrease, as TCP does: RFC 5681, section 3.1).
 */
export class AdaptiveConcurrency {
  readonly #most: number;
  readonly #waiting: (() => void)[] = [];
  #limit: number;
  #running = 0;
  /** Raised at each decrease: requests that were on their way then say nothing about the new limit. */
  #epoch = 0;

  /** @param most never more than this; where it starts */
  constructor(most: number) {
    this.#most = most;
    this.#limit = most;
  }

  /** How many may run now. */
  get limit(): number {
    return Math.floor(this.#limit);
  }

  /**
   * Waits for a place; first come, first served.
   * @throws the signal's reason once aborted
   */
  async enter(signal: AbortSignal | undefined): Promise<Place> {
    signal?.throwIfAborted();
    if (this.#running < this.limit && this.#waiting.length === 0) this.#running++;
    else await this.#turn(signal);
    const epoch = this.#epoch;
    return { leave: (outcome) => this.#leave(outcome, epoch) };
  }

  #turn(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const admit = (): void => {
        signal?.removeEventListener('abort', giveUp);
        this.#running++;
        resolve();
      };
      const giveUp = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(admit), 1);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', giveUp, { once: true });
      this.#waiting.push(admit);
    });
  }

  #leave(outcome: LoadSignal, epoch: number): void {
    this.#running--;
    if (outcome === 'overloaded' && epoch === this.#epoch) {
      this.#limit = Math.max(1, this.#limit / 2);
      this.#epoch++;
    } else if (outcome === 'answered') {
      this.#limit = Math.min(this.#most, this.#limit + 1 / this.#limit);
    }
    while (this.#running < this.limit) {
      const admit = this.#waiting.shift();
      if (admit === undefined) return;
      admit();
    }
  }
}
