import type { Candidate, Step } from '@agentd/agent-core';

/** What became of the action that a step went on with. */
export function stepStatus({ candidates, elected }: Step): Candidate['status'] {
  return candidates[elected]?.status ?? 'no-code';
}

/** Whether the step's action was run without an error, and its writes took effect. */
export function stepWorked(step: Step): boolean {
  return (
    stepStatus(step) === 'ok' && step.toolCalls.every(({ effect, error }) => effect === 'read' || error === undefined)
  );
}
