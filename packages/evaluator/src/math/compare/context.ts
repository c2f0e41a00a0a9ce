import type { Expression } from '../expression.ts';
import type { Budget } from '../limits.ts';

/** What came of comparing two expressions; `undecided` where neither could be shown. */
export interface Outcome {
  verdict: 'equal' | 'unequal' | 'undecided';
  /** In words that a person can check. */
  reason: string;
}

export const equal = (reason: string): Outcome => ({ verdict: 'equal', reason });
export const unequal = (reason: string): Outcome => ({ verdict: 'unequal', reason });
export const undecided = (reason: string): Outcome => ({ verdict: 'undecided', reason });

/** How loosely answers are compared. */
export interface Tolerance {
  /** Relative difference of numbers that is let through; 0 for none. */
  relative: number;
  /** Digits behind the point that numbers are rounded to before they are compared; undefined for exact. */
  precision: number | undefined;
  /** Whether a hundred times or a hundredth of the reference is right too. */
  percentFactor: boolean;
  /** Whether the kind of brackets, or their absence, matters. */
  brackets: boolean;
}

/** What the parts of the comparison share. The first expression is the answer, the second the reference. */
export interface Context extends Tolerance {
  budget: Budget;
  /** Whether `1, 2` and `2, 1` are the same bare list. */
  listsAreSets: boolean;
  /** Whether a reference that is a set may be given by a relation, as `-2 ≤ x ≤ 7` for `[-2, 7]`. */
  relationForSet: boolean;
  /** Compares parts; each kind of expression has a rule of its own. */
  compare: (answer: Expression, reference: Expression) => Outcome;
  /** What a computer algebra system said of two expressions; asks for it where it was not asked yet. */
  algebra: (answer: Expression, reference: Expression) => boolean | undefined;
}

/** Equal where all are, unequal where one is. */
export function all(outcomes: Iterable<Outcome>, reason: string): Outcome {
  let doubt: Outcome | undefined;
  for (const outcome of outcomes) {
    if (outcome.verdict === 'unequal') return outcome;
    if (outcome.verdict === 'undecided') doubt ??= outcome;
  }
  return doubt ?? equal(reason);
}
