import type { RawAnswer, RawSample } from './answer.ts';
import type { RawUsage } from './answer-schemas.ts';

/** An answer with the tokens of each sample. */
export interface CountedAnswer {
  samples: RawSample[];
  /** Tokens of each sample; undefined where nothing tells. */
  counts: (number | undefined)[];
  usage: RawUsage;
  /** Whether the counts were estimated. */
  estimated: boolean;
}

/**
 * How many tokens each sample of one answer has. A server gives only their total: the samples' log-probabilities
 * count exactly, else the total is shared out by length of text.
 * @param countsAll whether the total is that of all samples, not of the first alone
 */
export function countTokens({ samples, usage }: RawAnswer, countsAll: boolean): CountedAnswer {
  const { completionTokens } = usage;
  if (samples.length === 1 && completionTokens !== undefined) {
    return { samples, usage, counts: [completionTokens], estimated: false };
  }
  const listed = samples.map(({ logprobs }) => logprobs?.length);
  const sum = listed.reduce<number>((total, count) => total + (count ?? 0), 0);
  if (listed.every((count) => count !== undefined)) {
    const exact = { ...usage, completionTokens: countsAll ? (completionTokens ?? sum) : sum };
    return { samples, usage: exact, counts: listed, estimated: false };
  }
  if (completionTokens === undefined) {
    return { samples, usage, counts: samples.map(() => undefined), estimated: true };
  }
  const lengths = samples.map(({ text, reasoning }) => text.length + reasoning.length);
  const counted = countsAll ? lengths.reduce((total, length) => total + length, 0) : (lengths[0] ?? 0);
  const equal = completionTokens / (countsAll ? samples.length : 1);
  const counts = lengths.map((length) => Math.round(counted === 0 ? equal : (completionTokens * length) / counted));
  const total = countsAll ? completionTokens : counts.reduce((all, one) => all + one, 0);
  return { samples, usage: { ...usage, completionTokens: total }, counts, estimated: true };
}
