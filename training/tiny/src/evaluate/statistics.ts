import { Random } from '../problems/random.ts';

/** A value with the ends of its 95 % confidence interval. */
export interface Interval {
  value: number;
  low: number;
  high: number;
}

/** Two-sided 95 % quantile of the normal distribution. */
const Z = 1.959964;

/** Wilson's score interval of a share (Wilson 1927). */
export function wilson(successes: number, trials: number): Interval {
  if (trials === 0) return { value: 0, low: 0, high: 1 };
  const share = successes / trials;
  const centre = (share + Z ** 2 / (2 * trials)) / (1 + Z ** 2 / trials);
  const half = (Z / (1 + Z ** 2 / trials)) * Math.sqrt((share * (1 - share)) / trials + Z ** 2 / (4 * trials ** 2));
  return { value: share, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/** Mean, and the percentile interval from `rounds` resamplings of the problems (Efron 1979). */
export function bootstrapMean(values: readonly number[], rounds = 10_000): Interval {
  const random = new Random(1);
  const means = Array.from({ length: rounds }, () => mean(values.map(() => random.pick(values)))).sort((a, b) => a - b);
  return {
    value: mean(values),
    low: means[Math.floor(rounds * 0.025)] ?? 0,
    high: means[Math.ceil(rounds * 0.975) - 1] ?? 0,
  };
}

/** Arithmetic mean; 0 of nothing. */
export const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((total, value) => total + value, 0) / values.length;

/** Sample standard deviation. */
export function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return values.length < 2
    ? 0
    : Math.sqrt(values.reduce((total, value) => total + (value - centre) ** 2, 0) / (values.length - 1));
}
