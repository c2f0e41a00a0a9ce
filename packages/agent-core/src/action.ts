import type { ExecutionResult, ToolCall } from './executor.ts';
import type { Completion } from './model.ts';
import { parseAction } from './parser/parse-action.ts';
import { recoverLatex } from './recover-latex.ts';
import type { Candidate } from './trajectory.ts';

/** A completion read as a thought and an action; `ok` until it has been run, or `no-code`. */
export function candidateFrom(completion: Completion, prefill = ''): Candidate {
  const parsed = parseAction(completion.text, { prefill });
  return {
    index: completion.index,
    status: parsed.status,
    text: parsed.text,
    thought: parsed.thought,
    code: parsed.code,
    repairs: [...parsed.repairs],
    finishReason: completion.finishReason,
    tokens: completion.tokens,
    ...(completion.logprob === undefined ? {} : { logprob: completion.logprob }),
  };
}

/** The candidate with its execution: status, and a final answer whose LaTeX Python had mangled put right. */
export function withExecution(candidate: Candidate, execution: ExecutionResult): Candidate {
  return { ...candidate, status: execution.status, execution: recoverAnswer(candidate.code, execution) };
}

function recoverAnswer(code: string, execution: ExecutionResult): ExecutionResult {
  const { finalAnswer } = execution;
  if (finalAnswer === undefined) return execution;
  const { text, recovered } = recoverLatex(code, finalAnswer.text);
  if (!recovered) return execution;
  const value = typeof finalAnswer.value === 'string' ? { value: text } : {};
  return { ...execution, finalAnswer: { ...finalAnswer, ...value, text, recoveredFrom: finalAnswer.text } };
}

/** The elected candidate's calls as they took effect: its reads, and its writes as they ran at commit. */
export function effectiveToolCalls(execution: ExecutionResult | undefined, committed: readonly ToolCall[]): ToolCall[] {
  return [...(execution?.toolCalls ?? []).filter(({ pending }) => pending !== true), ...committed];
}
