import { ExecutorError } from '@agentd/agent-core';

/** What a waiting `open` is told; the numbers are those of the pool at that moment. */
export interface PoolLoad {
  acquireTimeoutMs: number;
  maxSessions: number;
  open: number;
  starting: number;
  waiting: number;
}

export function poolTimeout({ acquireTimeoutMs, maxSessions, open, starting, waiting }: PoolLoad): ExecutorError {
  return new ExecutorError(
    `No session came free within ${acquireTimeoutMs} ms: ${open} of at most ${maxSessions} are in use, ${starting} starting, and ${waiting} callers wait. Close sessions when they are done with, raise maxSessions, or raise acquireTimeoutMs.`,
    { code: 'executor/pool-timeout', isRetryable: true },
  );
}

export function poolClosed(): ExecutorError {
  return new ExecutorError('The pool is closed and opens no more sessions. Make another one with executorPool().', {
    code: 'executor/pool-closed',
  });
}

export function handleClosed(): ExecutorError {
  return new ExecutorError('The session was closed and went back to its pool. Open another one.', {
    code: 'executor/session-closed',
  });
}
