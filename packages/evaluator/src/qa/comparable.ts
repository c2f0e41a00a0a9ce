import type { Score } from '@agentd/agent-core';

/** An answer and what it is compared with: both are there. */
export interface Comparable {
  prediction: string;
  references: readonly [string, ...string[]];
}

/** Both sides of a comparison, or the score where one is missing: a run that failed has no answer, and is incorrect. */
export function comparable(
  prediction: string | undefined,
  reference: string | readonly string[],
): Comparable | { nothing: Score } {
  if (prediction === undefined) return incorrect('The run has no answer.');
  if (prediction.trim() === '') return incorrect('The answer is empty.');
  const [first, ...others] = typeof reference === 'string' ? [reference] : reference;
  if (first === undefined) return incorrect('There is no reference to compare with.');
  return { prediction, references: [first, ...others] };
}

const incorrect = (reason: string): { nothing: Score } => ({ nothing: { correct: false, score: 0, reason } });
