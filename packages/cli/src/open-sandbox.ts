import { availableParallelism } from 'node:os';
import { pyodideExecutor } from '@agentd/sag';
import { executorPool } from '@agentd/sandbox';

/** What {@link openSandbox} takes. */
export interface OpenSandboxOptions {
  /** Questions under way at a time. */
  sessions: number;
  memoryLimitMb?: number | undefined;
  onProgress: (stage: string) => void;
}

/** Interpreters are used again: starting one takes longer than most actions. */
export function openSandbox(options: OpenSandboxOptions): ReturnType<typeof executorPool> {
  const { sessions, memoryLimitMb, onProgress } = options;
  return executorPool(pyodideExecutor({ onProgress, ...(memoryLimitMb !== undefined && { memoryLimitMb }) }), {
    maxSessions: Math.max(sessions, Math.min(4, availableParallelism())),
    warmSpares: 0,
    // Sessions are never more than questions under way, so that nobody waits for long.
    acquireTimeoutMs: 600_000,
  });
}
