import type { Candidate, Trajectory } from '@agentd/agent-core';
import type { EvaluationRecord } from './record.ts';

type ActionCounts = EvaluationRecord['actions'];

/**
 * What became of the actions of an agent's runs (Figure 7 of the paper). A parse error is an answer without a code
 * block or with code that Python cannot parse; an execution error is code that raised, ran too long, took too much
 * memory or was blocked.
 *
 * `actions` counts every candidate that was sampled to its end: those of a failed round before a repair too, and each of
 * several with the same code. Candidates that an early stop cancelled are not counted. `elected` counts what the
 * agent went on with, one a step.
 */
export function countActions(
  trajectories: readonly Trajectory[],
): Pick<EvaluationRecord, 'steps' | 'actions' | 'elected'> {
  const steps = trajectories.flatMap((trajectory) => trajectory.steps);
  return {
    steps: steps.length,
    actions: count(steps.flatMap(({ candidates, failedRound = [] }) => [...failedRound, ...candidates])),
    elected: count(steps.flatMap(({ candidates, elected }) => candidates[elected] ?? [])),
  };
}

function count(candidates: readonly Candidate[]): ActionCounts {
  const counts = { sampled: 0, parseErrors: 0, executionErrors: 0 };
  for (const { status } of candidates) {
    if (status === 'cancelled') continue;
    counts.sampled += 1;
    if (status === 'no-code' || status === 'syntax-error') counts.parseErrors += 1;
    else if (status !== 'ok') counts.executionErrors += 1;
  }
  return counts;
}
