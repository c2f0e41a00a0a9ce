import type { CallOptions, JsonObject } from '@agentd/agent-core';
import type { BenchmarkKind } from '../benchmarks/benchmark.ts';
import { MathEquivalence, mathematicallyEqual } from '../math/equivalence.ts';
import type { EquivalenceOptions } from '../math/options.ts';
import { normaliseAnswer } from '../qa/normalise.ts';
import { finalAnswerOf } from './final-answer.ts';

/** How a vote reads answers: what a text answers, and when two answers are the same. */
export interface AnswerRules {
  /** Stands in the settings of a method; whatever changes a vote must change it. */
  readonly settings: JsonObject;
  /** Undefined where the text has no answer: it does not vote. */
  extract(text: string): string | undefined;
  /** Must be reflexive and symmetric. */
  equal(a: string, b: string, options: CallOptions): boolean | Promise<boolean>;
}

/** Answers count as the same where they are mathematically equal. An idle thread of theirs keeps no process alive. */
export function mathAnswers(options: EquivalenceOptions = {}): AnswerRules {
  const { symbolic, ...rest } = options;
  const equivalence = new MathEquivalence(options);
  return {
    settings: { rules: 'math', ...rest, ...(symbolic === undefined ? {} : { symbolic: true }) },
    extract: (text) => finalAnswerOf(text, 'math'),
    equal: (a, b, { signal }) =>
      mathematicallyEqual(a, b, { ...options, equivalence, ...(signal === undefined ? {} : { signal }) }),
  };
}

/** Answers count as the same where {@link normaliseAnswer} makes the same words of them. */
export const qaAnswers: AnswerRules = {
  settings: { rules: 'qa' },
  extract(text) {
    const answer = finalAnswerOf(text, 'qa');
    return answer === undefined || normaliseAnswer(answer) === '' ? undefined : answer;
  },
  equal: (a, b) => normaliseAnswer(a) === normaliseAnswer(b),
};

/** The rules that were given, or those that fit the kind of question. */
export class AnswerRulesByKind {
  readonly settings: JsonObject;
  readonly #given: AnswerRules | undefined;
  readonly #math = mathAnswers();

  constructor(given: AnswerRules | undefined) {
    this.#given = given;
    this.settings = given?.settings ?? { rules: 'by kind' };
  }

  for(kind: BenchmarkKind = 'math'): AnswerRules {
    return this.#given ?? (kind === 'math' ? this.#math : qaAnswers);
  }
}
