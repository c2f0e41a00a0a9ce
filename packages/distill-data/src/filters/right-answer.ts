import type { Scorer, Trajectory } from '@agentd/agent-core';
import type { TrajectoryFilter } from './filter.ts';

/** The gold answers of a question, by its id, or found by a function; undefined where there is none. */
export type References =
  | ReadonlyMap<string, string | readonly string[]>
  | ((task: Trajectory['task']) => string | readonly string[] | undefined);

/** Keeps runs whose answer the scorer finds right. A run without an answer, or a question without a reference, goes. */
export function rightAnswer(scorer: Scorer, references: References): TrajectoryFilter {
  const referenceOf =
    typeof references === 'function' ? references : ({ id }: Trajectory['task']) => references.get(id);
  return {
    name: 'right-answer',
    settings: { scorer: scorer.name },
    start:
      () =>
      async ({ task, outcome }, options) => {
        const reference = referenceOf(task);
        if (reference === undefined) return 'no reference';
        if (outcome.answer === undefined) return 'no answer';
        const { correct, reason } = await scorer.score(outcome.answer.text, reference, task.question, options);
        return correct ? undefined : `wrong: ${reason}`;
      },
  };
}
