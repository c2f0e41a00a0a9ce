import type { ExecutionResult } from '../executor.ts';

/** `NameError: name 'x' is not defined`, or what the limit was. */
export function faultLine(execution: ExecutionResult): string {
  const { error, status } = execution;
  if (error === undefined) return status;
  return error.message === '' ? error.type : `${error.type}: ${error.message}`;
}
