import { AgentdError } from '@agentd/agent-core';
import { afterAll, describe, expect, it } from 'vitest';
import { mathScorer } from './math-scorer.ts';

describe('limits of the math scorer', () => {
  const scorer = mathScorer({ timeoutMs: 500 });
  afterAll(() => scorer.close());
  const reasonFor = async (answer: string, reference: string): Promise<string> => {
    const { correct, reason } = await scorer.score(answer, reference, '');
    expect(correct).toBe(false);
    return reason;
  };

  it('says that an answer of more than 4,096 characters is not comparable', async () => {
    expect(await reasonFor(`\\boxed{${'1+'.repeat(2_100)}1}`, '2101')).toContain('longer than 4096');
  });

  it('says that more than 64 levels of nesting are not comparable', async () => {
    const depth = (levels: number): string => `${'('.repeat(levels)}1${')'.repeat(levels)}`;
    expect(await reasonFor(depth(100), '1')).toContain('64 levels');
    expect(await reasonFor('\\sqrt'.repeat(500), '1')).toContain('64 levels');
    expect((await scorer.score(depth(10), '1', '')).correct).toBe(true);
  });

  it.each([
    ['9^{9^{9^9}}', '9^{9^{9^9}}+1'],
    ['e^{e^{e^{e^e}}}', 'e^{e^{e^{e^{e+1}}}}'],
    ['(1+x)^{1000000}', '(1+x)^{999999}'],
    ['\\sum_{k=1}^{5000} \\sum_{j=1}^{5000} kj', '3'],
    ['100000!', '1'],
    ['1e999999999', '1'],
    ['\\sin(10^{100})', '\\cos(10^{100})'],
    ['1,'.repeat(2_000), '1,2'],
    ['|'.repeat(3_000), '1'],
    ['\\frac'.repeat(800), '\\frac'.repeat(799)],
  ])('answers in time for %s', async (answer, reference) => {
    const started = performance.now();
    await reasonFor(answer, reference);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('finds no answer right that is not there', async () => {
    for (const reference of ['None', '', '5']) {
      expect((await scorer.score(undefined, reference, '')).correct).toBe(false);
      expect((await scorer.score('  ', reference, '')).correct).toBe(false);
    }
  });

  it('refuses options that are out of range, and names them', () => {
    expect(() => mathScorer({ timeoutMs: -1 })).toThrow(/timeoutMs/);
    try {
      mathScorer({ precision: 1.5 });
      expect.unreachable();
    } catch (error) {
      expect(AgentdError.isInstance(error, 'evaluator/invalid-options')).toBe(true);
    }
  });

  it('stops when it is aborted', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(scorer.score('1', '2', '', { signal })).rejects.toThrow('enough');
  });
});
