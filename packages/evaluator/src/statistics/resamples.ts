import { type Interval, mean, seededRandom } from '@agentd/agent-core';

/** Draws that are kept for the next interval: 64 MiB. */
const MOST_KEPT = 2 ** 24;

/**
 * Bootstrap intervals (Efron 1979, percentiles, 95 %) that share their random numbers: a report has hundreds of them,
 * and drawing is what costs. The same values give the same interval.
 */
export class Resamples {
  readonly rounds: number;
  readonly #random = seededRandom(1, 0);
  #kept = new Float32Array(0);

  /** @param rounds how often values are resampled */
  constructor(rounds: number) {
    this.rounds = rounds;
  }

  /** The mean of independent values, such as one for each item; 0 of nothing. */
  mean(values: readonly number[]): Interval {
    const [first = 0] = values;
    if (values.every((value) => value === first)) return { value: first, low: first, high: first };
    const numbers = Float64Array.from(values);
    const means = this.#resample(values.length, (indexes) => sumAt(numbers, indexes) / numbers.length);
    return { value: mean(values), ...ends(means) };
  }

  /**
   * Shares of a total that comes in clusters, such as the actions of a question: the sum of `parts` by that of `totals`.
   * Whole clusters are resampled, as what is in one is not independent. 0 of no total.
   */
  ratio(parts: readonly number[], totals: readonly number[]): Interval {
    const value = share(total(parts), total(totals));
    if (value === 0) return { value, low: 0, high: 0 };
    const [part, whole] = [Float64Array.from(parts), Float64Array.from(totals)];
    const shares = this.#resample(totals.length, (indexes) => share(sumAt(part, indexes), sumAt(whole, indexes)));
    return { value, ...ends(shares) };
  }

  #resample(size: number, statistic: (indexes: Uint32Array) => number): Float64Array {
    const uniform = this.#uniform(size * this.rounds);
    const indexes = new Uint32Array(size);
    const resampled = new Float64Array(this.rounds);
    for (let round = 0; round < this.rounds; round++) {
      // The largest single-precision number below 1, times the size, may be rounded to the size itself.
      for (let at = 0; at < size; at++) indexes[at] = Math.min(size - 1, Math.floor(uniform(round * size + at) * size));
      resampled[round] = statistic(indexes);
    }
    return resampled;
  }

  /** Numbers in [0, 1), by their place; more than can be kept are drawn anew for each interval. */
  #uniform(count: number): (place: number) => number {
    if (count > MOST_KEPT) {
      const random = seededRandom(1, 1);
      return () => random();
    }
    if (this.#kept.length < count) {
      const known = this.#kept;
      const grown = new Float32Array(count);
      grown.set(known);
      for (let at = known.length; at < count; at++) grown[at] = this.#random();
      this.#kept = grown;
    }
    const kept = this.#kept;
    return (place) => kept[place] ?? 0;
  }
}

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

function sumAt(values: Float64Array, indexes: Uint32Array): number {
  let sum = 0;
  for (let at = 0; at < indexes.length; at++) sum += values[indexes[at] ?? 0] ?? 0;
  return sum;
}

function ends(resampled: Float64Array): { low: number; high: number } {
  resampled.sort();
  const { length } = resampled;
  return { low: resampled[Math.floor(length * 0.025)] ?? 0, high: resampled[Math.ceil(length * 0.975) - 1] ?? 0 };
}
