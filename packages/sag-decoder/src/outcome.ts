import type { Candidate, JsonObject } from '@agentd/agent-core';

/** What a candidate's code did, as far as the vote is concerned: everything that the next step could see. */
export interface ActionOutcome {
  stdout: string;
  /** `repr` of the last expression, or null. */
  value: string | null;
  /** Text given to `final_answer`, or null where it was not called. */
  finalAnswer: string | null;
  /** Writes that would run at commit, in order. */
  pendingEffects: readonly { tool: string; arguments: JsonObject }[];
}

/** The outcome of a candidate that ran without error; undefined for any other. */
export function outcomeOf(candidate: Candidate): ActionOutcome | undefined {
  const { execution } = candidate;
  if (candidate.status !== 'ok' || execution === undefined) return undefined;
  return {
    stdout: execution.stdout,
    value: execution.value ?? null,
    finalAnswer: execution.finalAnswer?.text ?? null,
    pendingEffects: execution.toolCalls
      .filter((call) => call.pending === true)
      .map((call) => ({ tool: call.tool, arguments: call.arguments })),
  };
}
