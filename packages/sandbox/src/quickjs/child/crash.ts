import type { Outcome } from '../../process/protocol.ts';
import { ToolAborted } from '../../process/child/exchange.ts';
import type { MemoryLimit } from './load-engine.ts';

/** Whether the snippet ended for want of memory, as QuickJS says it. */
export function isOutOfMemory({ status, error }: Outcome): boolean {
  return status === 'runtime-error' && (error?.message === 'out of memory' || error?.message === 'null');
}

export function memoryOutcome(bytes: number): Outcome {
  return fault('memory', 'MemoryError', `the code needs more than ${bytes / 2 ** 20} MB`);
}

/** The outcome of a snippet that ended outside QuickJS's own order. */
export function crashOutcome(error: unknown, { timeoutMs, limit }: { timeoutMs: number; limit: MemoryLimit }): Outcome {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') {
    return fault('timeout', 'TimeoutError', `the code ran longer than ${timeoutMs / 1000} s`);
  }
  if (code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED' || error instanceof ToolAborted) {
    return fault('interrupted', 'KeyboardInterrupt', '');
  }
  if (limit.reached) return memoryOutcome(limit.bytes);
  if (error instanceof RangeError) return fault('runtime-error', 'RangeError', 'Maximum call stack size exceeded');
  const message = error instanceof Error ? error.message : String(error);
  return fault('runtime-error', 'InternalError', `the interpreter crashed: ${message}`);
}

function fault(status: Outcome['status'], type: string, message: string): Outcome {
  return {
    status,
    stdout: '',
    error: { type, message, traceback: message === '' ? type : `${type}: ${message}` },
  };
}
