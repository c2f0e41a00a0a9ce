/** What a {@link SnippetClock} watches and what it may do about it. */
export interface SnippetClockOptions {
  /** For the code itself. */
  timeoutMs: number;
  /** For all tools that it waits for together. */
  toolTimeoutMs: number;
  /** When nothing else helped. */
  killAfterMs: number;
  signal: AbortSignal | undefined;
  interrupt(why: Interruption): void;
  kill(): void;
}

/** An interrupt is lost on a process that is not yet, or not just then, inside the code. */
const repeatMs = 100;

/** Why code was stopped from outside. */
export type Interruption = 'timeout' | 'tool-timeout' | 'aborted';

/**
 * Measures the time that a snippet takes and, apart from it, the time that it waits for tools. It interrupts the code
 * when either is over or the caller aborts, and kills the process when interrupting had no effect.
 */
export class SnippetClock {
  readonly #options: SnippetClockOptions;
  readonly #tools = new AbortController();
  readonly #killer: NodeJS.Timeout;
  readonly #onAbort = () => this.#finish('aborted');
  readonly #left: { code: number; tool: number };
  #phase: 'code' | 'tool' | 'stopped' = 'stopped';
  #phaseStartedAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #repeater: NodeJS.Timeout | undefined;
  #ended: Interruption | undefined;

  constructor(options: SnippetClockOptions) {
    this.#options = options;
    this.#left = { code: options.timeoutMs, tool: options.toolTimeoutMs };
    this.#killer = setTimeout(options.kill, options.killAfterMs);
    options.signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  /** Why the code was interrupted, if it was. */
  get ended(): Interruption | undefined {
    return this.#ended;
  }

  /** Aborted when the caller aborts or the time for tools is over; for the tools that the code calls. */
  get signal(): AbortSignal {
    return this.#tools.signal;
  }

  /** Says what time runs from now on: that of the code, or that of a tool. */
  enter(phase: 'code' | 'tool'): void {
    const now = performance.now();
    if (this.#phase !== 'stopped') this.#left[this.#phase] -= now - this.#phaseStartedAt;
    clearTimeout(this.#timer);
    if (this.#ended !== undefined) return;
    this.#phase = phase;
    this.#phaseStartedAt = now;
    this.#timer = setTimeout(
      () => this.#finish(phase === 'code' ? 'timeout' : 'tool-timeout'),
      Math.max(1, this.#left[phase]),
    );
  }

  stop(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#killer);
    clearInterval(this.#repeater);
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
  }

  #finish(why: Interruption): void {
    if (this.#ended !== undefined) return;
    this.#ended = why;
    clearTimeout(this.#timer);
    this.#tools.abort(why === 'aborted' ? this.#options.signal?.reason : undefined);
    // While a tool runs the process waits for its answer, and the abort of the tool is that answer.
    if (this.#phase !== 'code') return;
    this.#options.interrupt(why);
    this.#repeater = setInterval(this.#options.interrupt, repeatMs, why);
  }
}
