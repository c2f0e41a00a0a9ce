import type { ExecutionFault, ExecutionResult, FinalAnswer, ToolCall } from '@agentd/agent-core';
import type { Outcome } from './protocol.ts';

/** What the host adds to what the child reports. */
export interface HostMeasurements {
  toolCalls: ToolCall[];
  durationMs: number;
  /** What code that ran out of time is told. */
  late: string;
}

/** The child's outcome as a result of the contract. */
export function toResult(outcome: Outcome, { toolCalls, durationMs, late }: HostMeasurements): ExecutionResult {
  const status = outcome.status === 'interrupted' ? 'timeout' : outcome.status;
  const timeout = { type: 'TimeoutError', message: late, traceback: `TimeoutError: ${late}` };
  const error = status === 'timeout' ? timeout : outcome.error;
  const { stdout, value, finalAnswer } = outcome;
  return {
    status,
    stdout,
    ...(value === undefined ? {} : { value }),
    ...(error === undefined ? {} : { error: withoutUndefined(error) }),
    ...(finalAnswer === undefined ? {} : { finalAnswer: toFinalAnswer(finalAnswer) }),
    toolCalls,
    durationMs,
  };
}

function withoutUndefined({ type, message, traceback, line }: NonNullable<Outcome['error']>): ExecutionFault {
  return { type, message, traceback, ...(line === undefined ? {} : { line }) };
}

function toFinalAnswer({ text, value }: NonNullable<Outcome['finalAnswer']>): FinalAnswer {
  return { text, ...(value === undefined ? {} : { value }) };
}
