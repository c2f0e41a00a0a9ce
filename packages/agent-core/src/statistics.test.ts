import { expect, it } from 'vitest';
import { bootstrapMean, deviation, mean, quantile, wilson } from './statistics.ts';

it("gives the published values of Wilson's interval", () => {
  const { value, low, high } = wilson(50, 100);
  expect(value).toBe(0.5);
  expect(low).toBeCloseTo(0.4038, 4);
  expect(high).toBeCloseTo(0.5962, 4);
  expect(wilson(0, 10).low).toBeCloseTo(0, 6);
  expect(wilson(0, 0)).toEqual({ value: 0, low: 0, high: 1 });
});

it('gives a bootstrap interval that holds the mean and narrows to it where all values are the same', () => {
  const { low, value, high } = bootstrapMean([0, 1, 1, 0, 1, 1, 0, 1], { rounds: 500 });
  expect(low).toBeLessThan(value);
  expect(high).toBeGreaterThan(value);
  expect(bootstrapMean([0.5, 0.5, 0.5], { rounds: 100 })).toEqual({ value: 0.5, low: 0.5, high: 0.5 });
  expect(bootstrapMean([])).toEqual({ value: 0, low: 0, high: 0 });
});

it('gives a bootstrap interval as wide as the normal approximation where there are many values', () => {
  const values = Array.from({ length: 400 }, (_, index) => Number(index % 4 === 0));
  const { low, high } = bootstrapMean(values);
  expect(high - low).toBeCloseTo(2 * 1.96 * Math.sqrt((0.25 * 0.75) / 400), 2);
});

it('gives mean, deviation and quantiles', () => {
  expect(mean([1, 3])).toBe(2);
  expect(deviation([1, 3])).toBeCloseTo(Math.SQRT2, 10);
  expect(deviation([1])).toBe(0);
  expect([0.5, 0.95, 1].map((share) => quantile([4, 1, 3, 2], share))).toEqual([2, 4, 4]);
});
