import type { RawSample, RawUsage } from './answer.ts';

/**
 * How many tokens each sample of one answer has. A server gives only their total: the samples' log-probabilities
 * count exactly, else the total is shared out by length of text.
 */
export function sampleTokens(
  samples: readonly RawSample[],
  { completionTokens }: RawUsage,
): { counts: (number | undefined)[]; estimated: boolean } {
  if (samples.length === 1 && completionTokens !== undefined) return { counts: [completionTokens], estimated: false };
  if (samples.every(({ logprobs }) => logprobs !== undefined)) {
    return { counts: samples.map(({ logprobs }) => logprobs?.length), estimated: false };
  }
  if (completionTokens === undefined) return { counts: samples.map(() => undefined), estimated: true };
  const length = samples.reduce((sum, { text }) => sum + text.length, 0);
  const share = (text: string): number => (length === 0 ? 1 / samples.length : text.length / length);
  return { counts: samples.map(({ text }) => Math.round(completionTokens * share(text))), estimated: true };
}
