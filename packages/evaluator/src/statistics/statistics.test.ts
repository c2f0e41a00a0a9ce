import { expect, it } from 'vitest';
import { holm } from './holm.ts';
import { mcNemarExact } from './mcnemar.ts';
import { meanOfIntervals } from './mean-of-intervals.ts';
import { Resamples } from './resamples.ts';

it("gives the exact p-values of McNemar's test, as summed in whole numbers", () => {
  expect(mcNemarExact(0, 0)).toBe(1);
  expect(mcNemarExact(5, 5)).toBe(1);
  expect(mcNemarExact(1, 9)).toBeCloseTo(0.021484375, 12);
  expect(mcNemarExact(0, 6)).toBeCloseTo(0.03125, 12);
  expect(mcNemarExact(8, 21)).toBeCloseTo(0.0241195447742939, 12);
  expect(mcNemarExact(900, 1100)).toBeCloseTo(8.457089535503927e-6, 15);
  expect(mcNemarExact(21, 8)).toBe(mcNemarExact(8, 21));
});

it("adjusts p-values by Holm's method, as R's p.adjust does", () => {
  const adjusted = holm([0.01, 0.04, 0.03, 0.005]);
  [0.03, 0.06, 0.06, 0.02].forEach((value, index) => expect(adjusted[index]).toBeCloseTo(value, 12));
  expect(holm([0.7, 0.8])).toEqual([1, 1]);
  expect(holm([])).toEqual([]);
});

it('adds the distances of interval ends as squares', () => {
  const interval = { value: 0.5, low: 0.4, high: 0.6 };
  const { value, low, high } = meanOfIntervals([interval, interval, interval, interval]);
  expect([value, low, high].map((end) => end.toFixed(6))).toEqual(['0.500000', '0.450000', '0.550000']);
  expect(meanOfIntervals([interval])).toEqual({ value: 0.5, low: 0.4, high: 0.6 });
  expect(meanOfIntervals([])).toEqual({ value: 0, low: 0, high: 0 });
});

it('gives a bootstrap interval as wide as the normal approximation', () => {
  const values = Array.from({ length: 400 }, (_, index) => Number(index % 4 === 0));
  const { value, low, high } = new Resamples(4000).mean(values);
  expect(value).toBe(0.25);
  expect(high - low).toBeCloseTo(2 * 1.96 * Math.sqrt((0.25 * 0.75) / 400), 2);
  expect((high + low) / 2).toBeCloseTo(0.25, 2);
});

it('gives the same interval for the same values, whatever was asked for before', () => {
  const [short, long] = [30, 200].map((length) => Array.from({ length }, (_, index) => Math.sqrt(index)));
  const [one, other] = [new Resamples(200), new Resamples(200)];
  const first = one.mean(short ?? []);
  other.mean(long ?? []);
  expect(other.mean(short ?? [])).toEqual(first);
  expect(one.mean([])).toEqual({ value: 0, low: 0, high: 0 });
  expect(one.mean([0.1, 0.1, 0.1])).toEqual({ value: 0.1, low: 0.1, high: 0.1 });
});

it('gives ratios whose interval widens where faults come in clusters', () => {
  const resamples = new Resamples(1000);
  const totals = Array.from({ length: 100 }, () => 10);
  const clustered = totals.map((_, index) => (index < 10 ? 10 : 0));
  const spread = totals.map((_, index) => (index % 2) * 2);
  const [even, uneven] = [resamples.ratio(spread, totals), resamples.ratio(clustered, totals)];
  expect([even.value, uneven.value]).toEqual([0.1, 0.1]);
  // The normal approximation over 100 clusters: 0.1 ± 1.96 · √(0.1 · 0.9 / 100), and with a deviation of 0.1: ± 0.02.
  expect(uneven.high - uneven.low).toBeCloseTo(2 * 1.96 * 0.03, 1);
  expect(even.high - even.low).toBeCloseTo(2 * 1.96 * 0.01, 2);
  expect(resamples.ratio([0], [0])).toEqual({ value: 0, low: 0, high: 0 });
});
