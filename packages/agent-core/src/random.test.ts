import { expect, it } from 'vitest';
import { seededRandom } from './random.ts';

it('gives the same numbers for the same seed and stream only', () => {
  const first = (seed: number, sample: number): number[] => Array.from({ length: 4 }, seededRandom(seed, sample));
  expect(first(1, 0)).toEqual(first(1, 0));
  const all = [first(1, 0), first(1, 1), first(2, 0), first(2 ** 32 + 1, 0), first(-1, 0)].map(String);
  expect(new Set(all).size).toBe(all.length);
});

it('is uniform, with no link between neighbouring streams', () => {
  const numbers = Array.from({ length: 20_000 }, (_, at) => seededRandom(Math.floor(at / 8), at % 8)());
  const bins = Array.from({ length: 20 }, () => 0);
  for (const number of numbers) {
    const bin = Math.floor(number * 20);
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  for (const count of bins) expect(Math.abs(count - 1000)).toBeLessThan(160);
  let product = 0;
  for (let at = 1; at < numbers.length; at++) product += ((numbers[at] ?? 0) - 0.5) * ((numbers[at - 1] ?? 0) - 0.5);
  expect(Math.abs(product / numbers.length) * 12).toBeLessThan(0.04);
});
