import type { Executor } from '@agentd/agent-core';
import { resolvePoolOptions, type PoolOptions } from './pool/options.ts';
import { SessionPool } from './pool/session-pool.ts';
import type { PoolStatistics } from './pool/statistics.ts';

export type { PoolOptions } from './pool/options.ts';
export type { PoolStatistics } from './pool/statistics.ts';

/** An executor whose sessions are used again. */
export interface ExecutorPool extends Executor {
  /** Ends the spares and the executor itself, and refuses callers that wait. Sessions that are open stay open. */
  close(): Promise<void>;
  statistics(): PoolStatistics;
}

/**
 * An executor that keeps sessions ready and uses them again: `open` takes milliseconds where a spare is there, and at
 * most `maxSessions` interpreters exist at a time. Past that, callers wait in line, first come, first served.
 *
 * A session that is closed is reset to how it began and kept; it is replaced when it holds too much memory, was used
 * often enough, was lost, or was closed while code ran. Sessions that cannot be reset are never used twice, and none
 * are kept ready. The pool owns the executor: closing the pool closes it.
 *
 * `open` rejects with code `executor/pool-timeout` (retryable) when no session came free in time, `executor/pool-closed`,
 * or what the executor failed to start with. A spare that cannot start is tried again at the next `open`, which hears of
 * it when that fails too.
 * @throws InvalidInputError code `executor/bad-options`
 */
export function executorPool(executor: Executor, options: PoolOptions = {}): ExecutorPool {
  return new SessionPool(executor, resolvePoolOptions(options));
}
