import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { MathEquivalence } from './equivalence.ts';

/** A formula, and another way to write the same. */
interface TwoWays {
  latex: string;
  other: string;
}

const both = (latex: string, other = latex): TwoWays => ({ latex, other });
const leaf: fc.Arbitrary<TwoWays> = fc.oneof(
  fc.integer({ min: 0, max: 40 }).map((value) => both(String(value), `${value}.0`)),
  fc
    .tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 2, max: 30 }))
    .map(([n, d]) => both(`\\frac{${n}}{${d}}`, `(${3 * n}/${3 * d})`)),
  fc.constantFrom('x', 'y').map((name) => both(name)),
  fc.constant(both('\\pi', 'pi')),
);
/** Sums, products, quotients, powers and roots, each written in two ways. */
const formula: fc.Arbitrary<TwoWays> = fc.letrec<{ formula: TwoWays }>((tie) => ({
  formula: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc
      .tuple(tie('formula'), tie('formula'))
      .map(([a, b]) => both(`${a.latex} + \\left(${b.latex}\\right)`, `(${b.other})+(${a.other})`)),
    fc
      .tuple(tie('formula'), tie('formula'))
      .map(([a, b]) => both(`\\left(${a.latex}\\right)\\left(${b.latex}\\right)`, `(${b.other})*(${a.other})`)),
    fc
      .tuple(tie('formula'), fc.integer({ min: 2, max: 9 }))
      .map(([a, d]) => both(`\\frac{${a.latex}}{${d}}`, `(${a.other}) \\cdot \\frac1${d}`)),
    fc
      .tuple(tie('formula'), fc.integer({ min: 2, max: 3 }))
      .map(([a, p]) =>
        both(`\\left(${a.latex}\\right)^{${p}}`, Array.from({ length: p }, () => `(${a.other})`).join('')),
      ),
    tie('formula').map((a) => both(`\\sqrt{1 + \\left(${a.latex}\\right)^2}`, `(1 + (${a.other})**2)^{1/2}`)),
  ),
})).formula;
const distinct = fc.uniqueArray(fc.integer({ min: -50, max: 50 }), { minLength: 2, maxLength: 5 });

describe('mathematical equality', () => {
  const equivalence = new MathEquivalence({ algebra: false, timeoutMs: 20_000 });
  afterAll(() => equivalence.close());
  const verdict = async (a: string, b: string): Promise<string> => (await equivalence.compare(a, b, false)).verdict;
  const runs = { numRuns: 60 };

  it('holds for a formula written in two ways, and not once one is added', async () => {
    await fc.assert(
      fc.asyncProperty(formula, async ({ latex, other }) => {
        expect(await verdict(latex, latex)).toBe('equal');
        expect(await verdict(latex, other)).toBe('equal');
        expect(await verdict(`${latex} + 1`, other)).toBe('unequal');
      }),
      runs,
    );
  });

  it('is symmetric', async () => {
    await fc.assert(
      fc.asyncProperty(formula, formula, async (a, b) => {
        expect(await verdict(a.latex, b.latex)).toBe(await verdict(b.latex, a.latex));
      }),
      runs,
    );
  });

  it('is that of fractions for fractions', async () => {
    const numerator = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
    const denominator = fc.bigInt({ min: 1n, max: 10n ** 20n });
    await fc.assert(
      fc.asyncProperty(
        numerator,
        denominator,
        numerator,
        denominator,
        fc.bigInt({ min: 1n, max: 1_000n }),
        async (a, b, c, d, k) => {
          expect(await verdict(`\\frac{${a}}{${b}}`, `${a * k}/${b * k}`)).toBe('equal');
          expect(await verdict(`\\frac{${a}}{${b}}`, `\\dfrac{${c}}{${d}}`)).toBe(
            a * d === b * c ? 'equal' : 'unequal',
          );
          expect(await verdict(`${a}`, `${a + 1n}`)).toBe('unequal');
        },
      ),
      runs,
    );
  });

  it('knows no order in sets, and nothing but order in tuples', async () => {
    await fc.assert(
      fc.asyncProperty(distinct, async (items) => {
        const turned = [...items.slice(1), ...items.slice(0, 1)];
        expect(await verdict(`\\{${items.join(', ')}\\}`, `\\{${turned.join(', ')}\\}`)).toBe('equal');
        expect(await verdict(`\\{${items.join(', ')}\\}`, `\\{${items.slice(1).join(', ')}\\}`)).toBe('unequal');
        expect(await verdict(`(${items.join(', ')})`, `(${items.join(',')})`)).toBe('equal');
        expect(await verdict(`(${items.join(', ')})`, `(${turned.join(', ')})`)).toBe('unequal');
      }),
      runs,
    );
  });

  it('tells every interval from the same with other ends, and takes its inequality for it', async () => {
    const bracket = fc.tuple(fc.boolean(), fc.boolean());
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: -50, max: 0 }),
        fc.integer({ min: 1, max: 50 }),
        bracket,
        bracket,
        async (low, high, one, other) => {
          const interval = ([left, right]: [boolean, boolean]): string =>
            `${left ? '[' : '('}${low}, ${high}${right ? ']' : ')'}`;
          const same = one[0] === other[0] && one[1] === other[1];
          expect(await verdict(interval(one), interval(other))).toBe(same ? 'equal' : 'unequal');
          const inequality = `${low} ${one[0] ? '\\le' : '<'} x ${one[1] ? '\\le' : '<'} ${high}`;
          expect(await verdict(inequality, interval(one))).toBe('equal');
          expect(await verdict(interval(one), `${interval(one)} \\cup \\{${high + 1}\\}`)).toBe('unequal');
        },
      ),
      runs,
    );
  });

  it('never throws, and always gives a reason', async () => {
    const piece = fc.constantFrom('\\frac', '{', '}', '(', ')', '[', ']', '1', '2.5', 'x', '^', '_', '\\sqrt', '|', '&', '\\\\', ',', ' and ', '\\pm', '!', '%', '\\pi', '=', '<', '\\in', '\\{', '\\}', '$', '.', '1e9', '\\sum_{k=1}^', '\\text{a}', '\\begin{pmatrix}', '\\end{pmatrix}', ':', 'f('); // prettier-ignore
    const soup = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(''));
    await fc.assert(
      fc.asyncProperty(fc.oneof(soup, fc.string()), fc.oneof(soup, fc.string()), async (a, b) => {
        expect((await equivalence.compare(a, b, false)).reason).not.toBe('');
      }),
      { numRuns: 300 },
    );
  });
});
