import { AgentdError } from '@agentd/sag';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import { UsageError } from './usage-error.ts';

const badInput = [
  'agent/bad-options',
  'agent/bad-task',
  'distill-data/options',
  'model/bad-options',
  'sag/bad-options',
  'sampler/bad-options',
  'input/invalid',
  'retriever/bad-options',
  'retriever/empty-query',
  'retriever/invalid-k',
  'retriever/token-required',
];

/** One clear message on standard error; the stack only where it was asked for, or where the fault is ours. */
export function reportError(error: unknown, verbose: boolean): ExitCode {
  const isExpected = AgentdError.isInstance(error) || error instanceof UsageError;
  process.stderr.write(`agentd: ${error instanceof Error ? error.message : String(error)}\n`);
  if (error instanceof Error && (verbose || !isExpected)) process.stderr.write(`${stackOf(error)}\n`);
  const isUsage = error instanceof UsageError || badInput.some((code) => AgentdError.isInstance(error, code));
  return isUsage ? exitCodes.usage : exitCodes.failed;
}

function stackOf(error: Error): string {
  const { cause } = error;
  const own = error.stack ?? String(error);
  return cause instanceof Error ? `${own}\nCaused by: ${stackOf(cause)}` : own;
}
