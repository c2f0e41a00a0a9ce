/** A signal that aborts with `reason` after some time, or with the outer signal. End it, so that no timer is left. */
export class TimeLimit {
  readonly signal: AbortSignal;
  readonly #expired = new AbortController();
  readonly #timer: NodeJS.Timeout | undefined;

  /** @param milliseconds undefined for no limit of its own */
  constructor(milliseconds: number | undefined, outer: AbortSignal | undefined, reason: () => Error) {
    this.signal = outer === undefined ? this.#expired.signal : AbortSignal.any([outer, this.#expired.signal]);
    if (milliseconds !== undefined) this.#timer = setTimeout(() => this.#expired.abort(reason()), milliseconds);
  }

  /** Whether it was the time that ran out. */
  get isExpired(): boolean {
    return this.#expired.signal.aborted;
  }

  /** Starts the time anew. */
  refresh(): void {
    if (!this.isExpired) this.#timer?.refresh();
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}
