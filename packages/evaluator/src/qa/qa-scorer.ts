import { InvalidInputError, type Scorer } from '@agentd/agent-core';
import { z } from 'zod';
import { comparable } from './comparable.ts';
import { exactMatch, type Overlap, wordOverlap, type QaRules } from './overlap.ts';

/** Options of {@link qaScorer}. */
export interface QaScorerOptions {
  /** `em`: normalised exact match. `f1`: words in common. */
  metric: 'em' | 'f1';
  /** Whose official evaluation is followed; it matters to `f1` alone. Default `hotpotqa`. */
  rules?: QaRules;
  /** Score from which an answer counts as correct; default 1. */
  correctFrom?: number;
}

const optionsSchema = z.object({
  metric: z.enum(['em', 'f1']),
  rules: z.enum(['hotpotqa', 'musique', '2wikimultihopqa']).default('hotpotqa'),
  correctFrom: z.number().gt(0).max(1).default(1),
});

/**
 * Scores a short answer as the evaluations of HotpotQA, MuSiQue and 2WikiMultiHopQA do; of several references the one
 * that fits best counts. Unlike there, an answer without any text is never correct: a run that failed is no answer.
 * @throws InvalidInputError `evaluator/options`
 */
export function qaScorer(options: QaScorerOptions): Scorer {
  const { metric, rules, correctFrom } = checkOptions(options);
  const compare = (answer: string, reference: string): Overlap =>
    metric === 'em' ? exactMatch(answer, reference) : wordOverlap(answer, reference, rules);
  return {
    name: metric === 'em' ? 'qa-em' : `qa-f1-${rules}`,
    score: async (prediction, reference, _question, { signal } = {}) => {
      signal?.throwIfAborted();
      const sides = comparable(prediction, reference);
      if ('nothing' in sides) return sides.nothing;
      const [first, ...others] = sides.references;
      let best = compare(sides.prediction, first);
      for (const one of others) {
        const next = compare(sides.prediction, one);
        if (next.value > best.value) best = next;
      }
      const note = others.length === 0 ? '' : ` (the best of ${others.length + 1} references)`;
      const shown = metric === 'em' ? '' : `F1 ${best.value.toFixed(3)}: `;
      return { correct: best.value >= correctFrom, score: best.value, reason: `${shown}${best.reason}${note}.` };
    },
  };
}

function checkOptions(options: QaScorerOptions): z.infer<typeof optionsSchema> {
  const result = optionsSchema.safeParse(options);
  if (result.success) return result.data;
  throw new InvalidInputError(`Options of qaScorer: ${z.prettifyError(result.error)}`, { code: 'evaluator/options' });
}
