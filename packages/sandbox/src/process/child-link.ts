import { ExecutorError } from '@agentd/agent-core';
import type { SandboxProcess } from './sandbox-process.ts';
import type { Reply, Request } from './protocol.ts';

/** A session's hold on its child process: remembers when the process, and with it the session's state, is lost. */
export class ChildLink {
  readonly #process: SandboxProcess;
  #unusable: ExecutorError | undefined;

  constructor(process: SandboxProcess) {
    this.#process = process;
  }

  /** @throws ExecutorError code `executor/session-lost` or `executor/session-closed` */
  assertUsable(): void {
    if (this.#unusable !== undefined) throw this.#unusable;
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
    this.#unusable ??= new ExecutorError(
      `The sandbox process ${what}, and the session's state with it.${reason} Open another session.`,
      { code: 'executor/session-lost', isRetryable: true, cause },
    );
    return this.#unusable;
  }

  /** @param busy whether code runs, which is not waited for */
  async close(busy: boolean): Promise<void> {
    this.#unusable ??= new ExecutorError('The session is closed. Open another one.', {
      code: 'executor/session-closed',
    });
    if (busy) this.#process.kill();
    await this.#process.close();
  }
}
