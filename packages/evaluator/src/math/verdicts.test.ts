import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { mathScorer } from './math-scorer.ts';

const rows = readFileSync(new URL('__fixtures__/verdicts.tsv', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split('\t'));

describe('verdicts', () => {
  // Generous, as the machine may be busy with other tests.
  const scorer = mathScorer({ timeoutMs: 20_000 });
  afterAll(() => scorer.close());

  it.each(rows)('%s: %s ← %s', async (verdict, reference = '', answer = '', question = '') => {
    const { correct, score, reason } = await scorer.score(answer, reference, question);
    expect(correct, reason).toBe(verdict === 'T');
    expect(score).toBe(correct ? 1 : 0);
    expect(reason).not.toBe('');
  });
});
