import { describe, expect, it } from 'vitest';
import { InvalidInputError } from './errors.ts';
import { deriveSeed, hashText } from './seed.ts';

describe('hashText', () => {
  // Published values of MurmurHash3_x86_128, and values of an independent implementation.
  it.each([
    ['', '00000000000000000000000000000000'],
    ['a', 'a794933c5556b01b5556b01b5556b01b'],
    ['The quick brown fox jumps over the lazy dog', '2f1583c3ecee2c675d7bf66ce5e91d2c'],
    ['é😀 sixteen bytes!', 'bf430b3d000994cfd939ad8dfe816568'],
    ['x'.repeat(1000), '02508d27189b6cffc11edb6e79f64f4b'],
  ])('%j', (text, hash) => {
    expect(hashText(text)).toBe(hash);
  });

  it('differs for texts that differ a little', () => {
    const hashes = Array.from({ length: 20_000 }, (_, index) => hashText(`task ${index}`));
    expect(new Set(hashes).size).toBe(20_000);
    expect(new Set(hashes.map((hash) => hash.slice(0, 16))).size).toBe(20_000);
  });
});

describe('deriveSeed', () => {
  it('is the same in every version', () => {
    expect([
      deriveSeed(0),
      deriveSeed(1),
      deriveSeed(0, 'step', 1),
      deriveSeed(0, 'step', 2),
      deriveSeed(-5, 'a'),
    ]).toEqual([1405468772, 168795888, 1488460481, 563359735, 1033130716]);
  });

  it('tells parts apart by kind and border', () => {
    const seeds = [
      deriveSeed(1, 'a', 'b'),
      deriveSeed(1, 'ab'),
      deriveSeed(1, 1),
      deriveSeed(1, '1'),
      deriveSeed(11),
      deriveSeed(1, ''),
    ];
    expect(new Set(seeds).size).toBe(seeds.length);
  });

  it('is a signed 32-bit number of 0 or more, spread evenly', () => {
    const seeds = Array.from({ length: 16_000 }, (_, index) => deriveSeed(7, 'sample', index));
    expect(seeds.every((seed) => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 31)).toBe(true);
    expect(new Set(seeds).size).toBeGreaterThan(15_990);
    const buckets = Array.from({ length: 16 }, () => 0);
    for (const seed of seeds) buckets[seed >>> 27] = (buckets[seed >>> 27] ?? 0) + 1;
    // 1000 expected in each; six standard deviations.
    for (const count of buckets) expect(Math.abs(count - 1000)).toBeLessThan(190);
    for (let bit = 0; bit < 31; bit += 1) {
      const ones = seeds.filter((seed) => ((seed >>> bit) & 1) === 1).length;
      expect(Math.abs(ones - 8000)).toBeLessThan(380);
    }
  });

  it('refuses numbers that are not whole', () => {
    expect(() => deriveSeed(0.5)).toThrow(InvalidInputError);
    expect(() => deriveSeed(1, Number.NaN)).toThrow('NaN');
  });
});
