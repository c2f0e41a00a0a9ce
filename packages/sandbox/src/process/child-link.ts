import { ExecutorError } from '@agentd/agent-core';
import type { SandboxProcess } from './sandbox-process.ts';
import type { Reply, Request } from './protocol.ts';

/** Longest that a request which runs no code may take. */
const answerLimitMs = 30_000;

/** A session's hold on its child process: remembers when the process, and with it the session's state, is lost. */
export class ChildLink {
  readonly #process: SandboxProcess;
  readonly #gone = new AbortController();
  #unusable: ExecutorError | undefined;

  constructor(process: SandboxProcess) {
    this.#process = process;
    void process.exited.then(() => this.lose('is gone', process.failure));
  }

  /** Aborted when the session is closed or lost; the reason says so: `executor/session-closed` or `-lost`. */
  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  send(request: Request): void {
    this.#process.send(request);
  }

  /** @throws ExecutorError code `executor/session-lost` */
  async next(): Promise<Reply> {
    try {
      return await this.#process.next();
    } catch (cause) {
      throw this.lose('is gone', cause);
    }
  }

  /**
   * The answer to a request that runs no code. A process that does not give it is ended.
   * @throws ExecutorError code `executor/session-lost`
   */
  async exchange(request: Request): Promise<Reply> {
    const timer = setTimeout(() => this.kill(), answerLimitMs);
    try {
      this.send(request);
      return await this.next();
    } finally {
      clearTimeout(timer);
    }
  }

  interrupt(): boolean {
    return this.#process.interrupt();
  }

  kill(): void {
    this.#process.kill();
  }

  /** Gives the process up: it is gone, or does not keep to the protocol. The error is for the caller to throw. */
  lose(what: string, cause?: unknown): ExecutorError {
    this.#process.kill();
    const reason = cause instanceof Error ? ` ${cause.message}` : '';
    return this.#end(
      new ExecutorError(
        `The sandbox process ${what}, and the session's state with it.${reason} Open another session.`,
        { code: 'executor/session-lost', isRetryable: true, cause },
      ),
    );
  }

  /** @param busy whether code runs, which is not waited for */
  async close(busy: boolean): Promise<void> {
    this.#end(new ExecutorError('The session is closed. Open another one.', { code: 'executor/session-closed' }));
    if (busy) this.#process.kill();
    await this.#process.close();
  }

  /** What ended it first is what callers hear of from then on. */
  #end(error: ExecutorError): ExecutorError {
    this.#unusable ??= error;
    this.#gone.abort(this.#unusable);
    return this.#unusable;
  }
}
