import { InvalidInputError, type Scorer } from '@agentd/agent-core';
import { z } from 'zod';
import { listsAreSets, MathEquivalence } from './equivalence.ts';
import { extractAnswer } from './extract/extract.ts';
import type { MathScorerOptions } from './options.ts';
import { normaliseWords } from './compare/words.ts';
import { referenceValue } from './reference.ts';

/** A scorer for mathematical answers. */
export interface MathScorer extends Scorer {
  /** Ends the thread of the computer algebra system, if one was started; an idle one does not keep the process alive. */
  close(): Promise<void>;
}

const checked = z.object({
  profile: z.enum(['strict', 'paper']).optional(),
  timeoutMs: z.number().positive().max(600_000).optional(),
  precision: z.number().int().min(0).max(40).optional(),
  listOrder: z.enum(['auto', 'ordered', 'unordered']).optional(),
  matchTypes: z
    .array(z.enum(['latex', 'expr', 'string']))
    .nonempty()
    .optional(),
});

/**
 * Judges mathematical answers: finds the answer in the text ({@link extractAnswer}), then compares it with the
 * reference by form, by exact value, at points for its variables, and by computer algebra. Every verdict says which rule
 * found the answer and why it is right or wrong. What can be neither shown nor refuted is wrong.
 * @throws InvalidInputError `evaluator/invalid-options` for an option that is out of range
 */
export function mathScorer(options: MathScorerOptions = {}): MathScorer {
  const result = checked.safeParse(options);
  if (!result.success)
    throw new InvalidInputError(`Options of mathScorer: ${z.prettifyError(result.error)}`, {
      code: 'evaluator/invalid-options',
      cause: result.error,
    });
  const { matchTypes, fallback = true, ...comparison } = options;
  const equivalence = new MathEquivalence(comparison);
  return {
    name: `math-${options.profile ?? 'strict'}`,
    async score(prediction, reference, question = '', callOptions) {
      const references = typeof reference === 'string' ? [reference] : reference;
      const wrong = (reason: string) => ({ correct: false, score: 0, reason });
      callOptions?.signal?.throwIfAborted();
      if (prediction === undefined || prediction.trim() === '') return wrong('there is no answer');
      const same = references.find((gold) => isSameText(prediction, gold));
      if (same !== undefined) return { correct: true, score: 1, reason: 'the same text as the reference' };
      const found = extractAnswer(prediction, { fallback, ...(matchTypes && { matchTypes }) });
      if (found === undefined) return wrong('no answer found in the text');
      const reasons: string[] = [];
      for (const gold of references) {
        const value = referenceValue(gold);
        const areSets = listsAreSets(options.listOrder, question, [prediction, gold]);
        const outcome = await equivalence.compare(found.answer, value, areSets, callOptions?.signal);
        const reason = outcome.verdict === 'undecided' ? `could not be decided: ${outcome.reason}` : outcome.reason;
        if (outcome.verdict === 'equal') return { correct: true, score: 1, reason: `${found.rule}: ${reason}` };
        reasons.push(reason);
      }
      return wrong(`${found.rule}: ${reasons.join('; ') || 'there is no reference'}`);
    },
    close: () => equivalence.close(),
  };
}

/** Whether the whole prediction is the reference, word for word: also a title with a number in it, or a sentence. */
function isSameText(prediction: string, gold: string): boolean {
  if (gold.length > 4_096 || prediction.length > 2 * gold.length + 100) return false;
  if (/\\?(?:boxed|fbox)|final_answer|<answer>/.test(prediction)) return prediction.trim() === gold.trim();
  return gold.trim() !== '' && normaliseWords(prediction) !== '' && sameWords(prediction, gold);
}

/** Only words may change their capitals: x and X are two names. */
function sameWords(prediction: string, gold: string): boolean {
  if (prediction.trim() === gold.trim()) return true;
  const isProse = /[A-Za-z]{3}/.test(gold) && !/[\\^_=]/.test(gold);
  return isProse && normaliseWords(prediction) === normaliseWords(gold);
}
