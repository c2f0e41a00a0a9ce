import { deriveSeed, InvalidInputError, type Interval, seededRandom, wilson } from '@agentd/agent-core';
import { z } from 'zod';
import type { JudgeScorer } from './judge-scorer.ts';

/** A case whose verdict is checked. */
export interface FlipCase {
  id: string;
  prediction: string | undefined;
  reference: string | readonly string[];
  question: string;
}

/** Options of {@link flipRate}. */
export interface FlipRateOptions {
  /** Which cases are drawn, in which order, and the seeds of their second verdicts; default 1. */
  seed?: number;
  /** Verdicts under way at a time; default 4. */
  concurrency?: number;
  signal?: AbortSignal | undefined;
}

/** A verdict that did not hold. */
export interface Flip {
  id: string;
  first: { correct: boolean; reason: string };
  second: { correct: boolean; reason: string };
}

/** How steady a judge is. */
export interface FlipRate {
  /** Cases that were judged again. */
  judged: number;
  flips: Flip[];
  /** Share of flips with its 95 % interval (Wilson). */
  rate: Interval;
  /** Cases in which a call failed; they are not in the share. */
  failed: { id: string; error: unknown }[];
}

const optionsSchema = z.object({ k: z.int().min(1), seed: z.int().default(1), concurrency: z.int().min(1).default(4) });

/**
 * Judges `k` cases again, drawn at random from those with an answer, without the cache: in another order, with another
 * seed, and with the prediction before the references. A judge that is steady gives the same verdicts.
 * @throws InvalidInputError `evaluator/options` when `k` or an option cannot be used, or no case has an answer
 */
export async function flipRate(
  scorer: JudgeScorer,
  items: readonly FlipCase[],
  k: number,
  options: FlipRateOptions = {},
): Promise<FlipRate> {
  const checked = optionsSchema.safeParse({ ...options, k });
  const answered = items.filter(({ prediction }) => prediction !== undefined && prediction.trim() !== '');
  if (!checked.success || answered.length === 0) {
    const reason = checked.success ? 'no case has an answer' : z.prettifyError(checked.error);
    throw new InvalidInputError(`flipRate: ${reason}`, { code: 'evaluator/options' });
  }
  const { seed, concurrency } = checked.data;
  const waiting = shuffle(answered, seed).slice(0, k);
  const result: Omit<FlipRate, 'rate'> = { judged: 0, flips: [], failed: [] };
  const { signal } = options;

  async function work(): Promise<void> {
    for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
      const { id, prediction, reference, question } = one;
      try {
        const first = await scorer.score(prediction, reference, question, { signal });
        const again = { seed: deriveSeed(seed, 'flip-rate', id), order: 'prediction-first', signal } as const;
        const second = await scorer.rejudge(prediction, reference, question, again);
        result.judged += 1;
        if (first.correct !== second.correct) result.flips.push({ id, first, second });
      } catch (error) {
        signal?.throwIfAborted();
        result.failed.push({ id, error });
      }
    }
  }

  await Promise.all(Array.from({ length: Math.min(concurrency, waiting.length) }, work));
  return { ...result, rate: wilson(result.flips.length, result.judged) };
}

/** Fisher and Yates. */
function shuffle<T>(values: readonly T[], seed: number): T[] {
  const random = seededRandom(seed, 0);
  const shuffled = [...values];
  for (let end = shuffled.length - 1; end > 0; end--) {
    const at = Math.floor(random() * (end + 1));
    const [last] = shuffled.splice(end, 1, ...shuffled.slice(at, at + 1));
    if (last !== undefined) shuffled[at] = last;
  }
  return shuffled;
}
