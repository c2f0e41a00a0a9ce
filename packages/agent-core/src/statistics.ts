import { seededRandom } from './random.ts';

/** A value with the ends of its 95 % confidence interval. */
export interface Interval {
  value: number;
  low: number;
  high: number;
}

/** What {@link bootstrapMean} takes. */
export interface BootstrapOptions {
  /** How often the values are resampled; default 10,000. */
  rounds?: number;
  /** Default 1; the same seed gives the same interval. */
  seed?: number;
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

/**
 * Mean with the percentile interval of resampled values (Efron 1979). For a paired comparison, give the differences.
 */
export function bootstrapMean(values: readonly number[], options: BootstrapOptions = {}): Interval {
  const { rounds = 10_000, seed = 1 } = options;
  const random = seededRandom(seed, 0);
  const numbers = Float64Array.from(values);
  const means = new Float64Array(rounds);
  for (let round = 0; round < rounds; round++) {
    let sum = 0;
    for (let drawn = 0; drawn < numbers.length; drawn++) sum += numbers[Math.floor(random() * numbers.length)] ?? 0;
    means[round] = numbers.length === 0 ? 0 : sum / numbers.length;
  }
  means.sort();
  return {
    value: mean(values),
    low: means[Math.floor(rounds * 0.025)] ?? 0,
    high: means[Math.ceil(rounds * 0.975) - 1] ?? 0,
  };
}

/** Arithmetic mean; 0 of nothing. */
export const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((total, value) => total + value, 0) / values.length;

/** Sample standard deviation; 0 of fewer than two values. */
export function deviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const centre = mean(values);
  return Math.sqrt(values.reduce((total, value) => total + (value - centre) ** 2, 0) / (values.length - 1));
}

/** The value that a share of the values does not exceed, by the nearest rank; 0 of nothing. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
