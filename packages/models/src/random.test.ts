import { expect, it } from 'vitest';
import { sampleSeed } from './random.ts';

it('gives neighbouring seeds different sample seeds', () => {
  const seeds = [1, 2, 3].flatMap((seed) => Array.from({ length: 8 }, (_, sample) => sampleSeed(seed, sample)));
  expect(new Set(seeds).size).toBe(24);
  for (const seed of seeds) expect(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 31).toBe(true);
});
