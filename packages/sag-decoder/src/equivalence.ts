import { canonicalJson } from '@agentd/agent-core';
import { equalNumbers } from './equal-numbers.ts';
import type { ActionOutcome } from './outcome.ts';

/** When two outcomes count as the same vote. Must be reflexive and symmetric. */
export interface OutcomeEquivalence {
  /** As it stands in the trajectory. */
  readonly name: string;
  equal(a: ActionOutcome, b: ActionOutcome): boolean | Promise<boolean>;
}

/** Whether two texts (printed output, value, or final answer) mean the same. */
type TextEquality = (a: string, b: string) => boolean | Promise<boolean>;

/** Same bytes, as in the paper. */
export const exactEquivalence: OutcomeEquivalence = byText('exact', (a, b) => a === b);

/** Same after folding white space and letter case. */
export const normalisedEquivalence: OutcomeEquivalence = byText('normalised', (a, b) => fold(a) === fold(b));

/**
 * As normalised, and numbers count by value: `12`, `12.0` and `1.2e1` agree, and so do decimals within a relative
 * 1e-9 of each other. Integers are compared exactly, however long.
 */
export const numericEquivalence: OutcomeEquivalence = byText('numeric', (a, b) => {
  const left = fold(a).split(' ');
  const right = fold(b).split(' ');
  return left.length === right.length && left.every((word, index) => equalNumbers(word, right[index] ?? ''));
});

/**
 * Final answers count as the same when `equal` says so, such as an evaluator's mathematical equivalence; everything
 * else as in {@link numericEquivalence}.
 */
export function answerEquivalence(name: string, equal: TextEquality): OutcomeEquivalence {
  return {
    name,
    async equal(a, b) {
      if (a.finalAnswer === null || b.finalAnswer === null) return numericEquivalence.equal(a, b);
      return sameEffects(a, b) && (await equal(a.finalAnswer, b.finalAnswer));
    },
  };
}

function byText(name: string, equal: (a: string, b: string) => boolean): OutcomeEquivalence {
  const same = (a: string | null, b: string | null) => (a === null || b === null ? a === b : equal(a, b));
  return {
    name,
    equal: (a, b) =>
      same(a.stdout, b.stdout) && same(a.value, b.value) && same(a.finalAnswer, b.finalAnswer) && sameEffects(a, b),
  };
}

/** Side effects are never approximately the same. */
function sameEffects(a: ActionOutcome, b: ActionOutcome): boolean {
  const text = (outcome: ActionOutcome) =>
    canonicalJson(outcome.pendingEffects.map((effect) => [effect.tool, effect.arguments]));
  return text(a) === text(b);
}

function fold(text: string): string {
  return text.replace(/\s+/g, ' ').trim().toLowerCase();
}
