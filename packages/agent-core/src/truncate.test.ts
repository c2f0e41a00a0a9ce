import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from './errors.ts';
import { truncateMiddle } from './truncate.ts';

describe('truncateMiddle', () => {
  it('leaves text within the limit as it is', () => {
    expect(truncateMiddle('four', 4)).toBe('four');
    expect(truncateMiddle('', 0)).toBe('');
    expect(truncateMiddle('x'.repeat(10_000), Infinity)).toHaveLength(10_000);
  });

  it('keeps head and tail and says how much is missing', () => {
    const text = `${'a'.repeat(500)}${'b'.repeat(500)}`;
    const cut = truncateMiddle(text, 100);
    expect(cut).toMatch(/^a+\n\[\.\.\. (\d+) characters left out \.\.\.\]\nb+$/);
    const leftOut = Number(/\d+/.exec(cut)?.[0]);
    expect(cut.replace(/\n.*\n/, '')).toHaveLength(1000 - leftOut);
    expect(cut.length).toBeLessThanOrEqual(100);
  });

  it('takes a note of the caller', () => {
    expect(truncateMiddle('0123456789', 8, (count) => `<${count}>`)).toBe('0\n<8>\n9');
    expect(truncateMiddle('0123456789', 9, (count) => `<${count}>`)).toBe('01\n<7>\n9');
  });

  it('is the note alone where there is no room for more', () => {
    expect(truncateMiddle('x'.repeat(50), 0)).toBe('[... 50 characters left out ...]');
  });

  it('never splits a surrogate pair and keeps to the limit', () => {
    const emoji = fc
      .array(fc.constantFrom('😀', 'a', '\n'), { minLength: 60, maxLength: 120 })
      .map((units) => units.join(''));
    const holds = fc.property(emoji, fc.integer({ min: 40, max: 60 }), (text, limit) => {
      const cut = truncateMiddle(text, limit);
      expect(cut.isWellFormed()).toBe(true);
      expect(cut.length).toBeLessThanOrEqual(limit);
    });
    fc.assert(holds);
  });

  it.each([-1, 1.5, Number.NaN, -Infinity])('refuses the limit %s', (limit) => {
    expect(() => truncateMiddle('text', limit)).toThrow(InvalidInputError);
    expect(() => truncateMiddle('text', limit)).toThrow(String(limit));
  });
});
