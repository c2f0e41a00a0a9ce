import { mathScorer, qaScorer, type QaRules } from '@agentd/evaluator';
import type { Scorer } from '@agentd/sag';
import type { ToClose } from '../to-close.ts';
import type { plainScorerNames } from './config/benchmark-schema.ts';

/**
 * A scorer that needs no model.
 * @param toClose closes it
 */
export function openScorer(
  name: (typeof plainScorerNames)[number],
  toClose: ToClose,
  rules?: QaRules | undefined,
): Scorer {
  if (name === 'em' || name === 'f1') return qaScorer({ metric: name, ...(rules && { rules }) });
  const math = mathScorer({ profile: name === 'math' ? 'strict' : 'paper' });
  toClose.add(() => math.close());
  return math;
}
