import type { OpenOptions, Session, ToolHost } from '@agentd/agent-core';

/** How long one waits, and what it is told and done when that was too long. */
export interface Patience {
  timeoutMs: number;
  late(): Error;
  /** Called once when the wait is over without a session: aborted, too long, or failed. */
  onGivenUp(): void;
}

/** One call of `open` that has no session yet. */
export class Waiter {
  readonly tools: ToolHost | undefined;
  readonly signal: AbortSignal | undefined;
  readonly #patience: Patience;
  readonly #result = Promise.withResolvers<Session>();
  readonly #timer: NodeJS.Timeout;
  readonly #onAbort = () => this.reject(this.signal?.reason);
  #isSettled = false;
  /** Sessions that were lost just when they were to be handed to this one. */
  losses = 0;

  constructor({ tools, signal }: OpenOptions, patience: Patience) {
    this.tools = (tools?.tools.length ?? 0) > 0 ? tools : undefined;
    this.signal = signal;
    this.#patience = patience;
    this.#timer = setTimeout(() => this.reject(patience.late()), patience.timeoutMs);
    signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  get session(): Promise<Session> {
    return this.#result.promise;
  }

  get isSettled(): boolean {
    return this.#isSettled;
  }

  resolve(session: Session): void {
    if (this.#settle()) this.#result.resolve(session);
  }

  reject(error: unknown): void {
    if (!this.#settle()) return;
    this.#result.reject(error);
    this.#patience.onGivenUp();
  }

  #settle(): boolean {
    if (this.#isSettled) return false;
    this.#isSettled = true;
    clearTimeout(this.#timer);
    this.signal?.removeEventListener('abort', this.#onAbort);
    return true;
  }
}
