import { setTimeout as delay } from 'node:timers/promises';
import { ExecutorError, StepToolHost, tool, type Executor, type Session } from '@agentd/agent-core';
import { z } from 'zod';
import { executorPool, type ExecutorPool, type PoolOptions } from '../src/pool.ts';

/** An executor without an interpreter: what queues and counts can be seen without the cost of real ones. */
export class PlainExecutor implements Executor {
  readonly id = 'plain';
  readonly language = 'python';
  readonly isolation = { label: 'none', layers: [], missing: [] };
  startMs = 1;
  memoryBytes = 0;
  canReset = true;
  failure: Error | undefined;
  /** Numbers of sessions that are lost. */
  lost = new Set<number>();
  started = 0;
  alive = 0;
  peak = 0;
  isClosed = false;

  async open({ signal }: { signal?: AbortSignal | undefined } = {}): Promise<Session> {
    this.peak = Math.max(this.peak, ++this.alive);
    try {
      await delay(this.startMs, undefined, signal === undefined ? {} : { signal });
      if (this.failure !== undefined) throw this.failure;
    } catch (error) {
      this.alive--;
      signal?.throwIfAborted();
      throw error;
    }
    return this.#session(++this.started);
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }

  #session(number: number): Session {
    let isOpen = true;
    const use = async <Value>(value: Value): Promise<Value> => {
      if (isOpen && !this.lost.has(number)) return value;
      throw new ExecutorError('Lost.', { code: 'executor/session-lost' });
    };
    return {
      run: async (code) => {
        if (code.startsWith('wait')) await delay(Number(code.slice(5)));
        return use({ status: 'ok', stdout: String(number), toolCalls: [], durationMs: 0 });
      },
      fork: (codes) =>
        use(codes.map((code) => ({ code, result: { status: 'ok', stdout: '', toolCalls: [], durationMs: 0 } }))),
      commit: () => use({ toolCalls: [] }),
      close: async () => {
        if (isOpen) this.alive--;
        isOpen = false;
      },
      ...(this.canReset ? { reset: () => use({ memoryBytes: this.memoryBytes }) } : {}),
    };
  }
}

/** A pool of at most two, without spares unless asked for. */
export function poolOf(
  change: Partial<PlainExecutor> = {},
  options: PoolOptions = {},
): { executor: PlainExecutor; pool: ExecutorPool } {
  const executor = Object.assign(new PlainExecutor(), change);
  return { executor, pool: executorPool(executor, { maxSessions: 2, warmSpares: 0, ...options }) };
}
/** Which of the executor's sessions it is, from 1 on. */
export const numberOf = async (session: Session) => Number((await session.run('')).stdout);
export const host = new StepToolHost([
  tool({ name: 'one', description: 'Gives 1.', input: z.object({}), effect: 'read', execute: () => 1 }),
]);
