import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planBatches } from './plan-batches.ts';

const lengths = fc.array(fc.integer({ min: 1, max: 512 }), { maxLength: 200 });

describe('batches by length', () => {
  it('hold each text once, and no more tokens than the budget where more than one text is in them', () => {
    fc.assert(
      fc.property(lengths, fc.integer({ min: 1, max: 4096 }), (tokens, budget) => {
        const batches = planBatches(tokens, budget);
        expect(batches.flat().toSorted((a, b) => a - b)).toEqual(tokens.map((_, at) => at));
        for (const batch of batches) {
          const longest = Math.max(...batch.map((at) => tokens[at] ?? 0));
          if (batch.length > 1) expect(longest * batch.length).toBeLessThanOrEqual(budget);
        }
      }),
    );
  });

  it('are next to free of padding, where the given order is a third padding', () => {
    const tokens = Array.from({ length: 1000 }, (_, at) => 20 + ((at * 7919) % 200));
    const sum = tokens.reduce((total, length) => total + length, 0);
    const padded = (batches: number[][]): number =>
      batches.reduce((total, batch) => total + batch.length * Math.max(...batch.map((at) => tokens[at] ?? 0)), 0);
    const inOrder = Array.from({ length: 32 }, (_, at) => tokens.map((__, i) => i).slice(at * 32, (at + 1) * 32));
    expect(padded(planBatches(tokens, 1024)) / sum).toBeLessThan(1.02);
    expect(padded(inOrder.filter((batch) => batch.length > 0)) / sum).toBeGreaterThan(1.5);
  });
});
