import { InvalidInputError } from '@agentd/agent-core';
import { stepStatus, stepWorked } from '../conversation/steps.ts';
import type { TrajectoryFilter } from './filter.ts';

/** Keeps runs in which every turn that the agent went on with held code. */
export function noParseError(): TrajectoryFilter {
  return {
    name: 'no-parse-error',
    settings: {},
    start:
      () =>
      ({ steps }) =>
        steps.some((step) => stepStatus(step) === 'no-code') ? 'a turn without code' : undefined,
  };
}

/**
 * Keeps runs that called `final_answer` by themselves. One that used up its steps was asked for its answer, which is
 * nothing that a student should learn.
 * @param most keep those that took at most so many steps; default is the limit that they ran with
 * @throws InvalidInputError `distill-data/options` when `most` is no positive whole number
 */
export function withinMaxSteps(most?: number): TrajectoryFilter {
  if (most !== undefined && !(Number.isInteger(most) && most > 0)) {
    throw new InvalidInputError(`At most ${most} steps can't be taken; give a whole number from 1.`, {
      code: 'distill-data/options',
    });
  }
  return {
    name: 'within-max-steps',
    settings: most === undefined ? {} : { most },
    start:
      () =>
      ({ steps, outcome }) => {
        if (outcome.status !== 'answered') return `not answered: ${outcome.status}`;
        return steps.length > (most ?? Infinity) ? `too many steps: ${steps.length}` : undefined;
      },
  };
}

/** What to do with runs in which an action failed. */
export type FailedSteps = 'keep' | 'drop' | 'recovery';

/**
 * Runs with actions that failed.
 * - `drop`: they go.
 * - `recovery`: they stay where the next action that the agent took ran without an error: such a run teaches how to
 *   put a fault right. Its failed action stays as context without loss, and the corrected one is learnt.
 * - `keep`: all stay, also those in which one failure followed another.
 *
 * A step is never cut out of a run: what follows it was written by someone who had seen it.
 */
export function failedSteps(mode: FailedSteps): TrajectoryFilter {
  return {
    name: 'failed-steps',
    settings: { mode },
    start:
      () =>
      ({ steps }) => {
        const failed = steps.flatMap((step, at) => (stepWorked(step) ? [] : [at]));
        const [first] = failed;
        if (first === undefined || mode === 'keep') return undefined;
        if (mode === 'drop') return `a failed step: ${first + 1}`;
        const stuck = failed.find((at) => {
          const next = steps[at + 1];
          return next === undefined || !stepWorked(next);
        });
        return stuck === undefined ? undefined : `no recovery: after step ${stuck + 1}`;
      },
  };
}
