import { describe, expect, it } from 'vitest';
import { mathematicallyEqual, MathEquivalence } from './equivalence.ts';
import { mathScorer } from './math-scorer.ts';
import type { MathScorerOptions } from './options.ts';

async function isRight(
  answer: string,
  reference: string,
  options: MathScorerOptions = {},
  question = '',
): Promise<boolean> {
  const scorer = mathScorer({ algebra: false, ...options });
  const { correct } = await scorer.score(answer, reference, question);
  await scorer.close();
  return correct;
}

describe('profiles', () => {
  it.each([
    ['0.33333', '\\frac{1}{3}'],
    ['3.1416', '\\pi'],
    ['25', '0.25'],
    ['0.25', '25'],
    ['[1, 2]', '(1,2)'],
    ['1, 2', '(1,2)'],
    ['(1.00001, 2)', '(1, 2)'],
  ])('paper lets %s pass for %s, strict does not', async (answer, reference) => {
    expect(await isRight(answer, reference, { profile: 'paper' })).toBe(true);
    expect(await isRight(answer, reference)).toBe(false);
  });

  it.each([
    ['0.33', '\\frac{1}{3}'],
    ['2.5', '0.25'],
    ['4', '5'],
    ['2, 1', '(1, 2)'],
  ])('paper does not let %s pass for %s', async (answer, reference) => {
    expect(await isRight(answer, reference, { profile: 'paper' })).toBe(false);
  });

  it('rounds to a number of digits where it is told to', async () => {
    expect(await isRight('0.33', '\\frac{1}{3}', { precision: 2 })).toBe(true);
    expect(await isRight('0.33', '\\frac{1}{3}', { precision: 3 })).toBe(false);
    expect(await isRight('(0.6, 2.6667]', '(\\frac{3}{5}, \\frac{8}{3}]', { precision: 2 })).toBe(true);
    expect(await isRight('(0.6, 2.6667)', '(\\frac{3}{5}, \\frac{8}{3}]', { precision: 2 })).toBe(false);
  });

  it('knows when the order of a list counts', async () => {
    expect(await isRight('2, 1', '1, 2')).toBe(false);
    expect(await isRight('2, 1', '1, 2', { listOrder: 'unordered' })).toBe(true);
    expect(await isRight('\\boxed{2, 1}', '1, 2', { listOrder: 'ordered' })).toBe(false);
    expect(await isRight('2, 1', '1, 2', {}, 'Find all real solutions.')).toBe(true);
    expect(await isRight('2, 1', '1, 2', {}, 'Write the roots in increasing order.')).toBe(false);
  });

  it('refuses a relation for a set where it is told to, and never the reverse', async () => {
    expect(await isRight('-2 \\le x \\le 7', 'x \\in [-2,7]')).toBe(true);
    expect(await isRight('-2 \\le x \\le 7', 'x \\in [-2,7]', { relationForSet: false })).toBe(false);
    expect(await isRight('x \\in [-2,7]', '-2 \\le x \\le 7', { relationForSet: false })).toBe(true);
  });

  it('takes any of several references', async () => {
    const scorer = mathScorer();
    expect((await scorer.score('7', ['six', '7.0'], '')).correct).toBe(true);
    expect((await scorer.score('8', ['six', '7.0'], '')).reason).toMatch(/;/);
    expect((await scorer.score('8', [], '')).correct).toBe(false);
  });

  it('says why, in words that can be checked', async () => {
    const scorer = mathScorer();
    const why = async (answer: string, reference: string): Promise<string> =>
      (await scorer.score(answer, reference, '')).reason;
    expect(await why('\\boxed{0.5}', '\\frac{1}{2}')).toBe('box: 0.5 = 1/2 exactly');
    expect(await why('(3, 4]', '[3, 4]')).toContain('left end open in the answer, closed in the reference');
    expect(await why('x+1', 'x+2')).toMatch(/differ at x = /);
    expect(await why('5 cm', '5 m')).toBeTruthy();
    expect(await why('\\sqrt{8}', '2\\sqrt{2}')).toContain('2.82842712475');
  });
});

describe('mathematicallyEqual', () => {
  it('groups votes by what they mean', async () => {
    expect(await mathematicallyEqual('0.5', '\\boxed{\\frac{1}{2}}')).toBe(true);
    expect(await mathematicallyEqual('x^2 - 1', '(x-1)(x+1)')).toBe(true);
    expect(await mathematicallyEqual('0.3333', '1/3')).toBe(false);
    expect(await mathematicallyEqual('0.3333', '1/3', { profile: 'paper' })).toBe(true);
    expect(await mathematicallyEqual('', '')).toBe(true);
    expect(await mathematicallyEqual('', '0')).toBe(false);
  });

  it('shares one computer algebra system where it is given one', async () => {
    const equivalence = new MathEquivalence({ timeoutMs: 20_000 });
    try {
      expect(await mathematicallyEqual('\\sum_{k=1}^{\\infty} \\frac{1}{2^k}', '1', { equivalence })).toBe(true);
      expect(await mathematicallyEqual('\\sum_{k=1}^{\\infty} \\frac{1}{2^k}', '2', { equivalence })).toBe(false);
    } finally {
      await equivalence.close();
    }
  });
});
