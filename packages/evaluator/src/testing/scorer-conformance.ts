import { AgentdError, type Scorer } from '@agentd/agent-core';
import { beforeAll, describe, expect, it } from 'vitest';

/** Examples that a scorer is tried with. */
export interface ScorerSuiteOptions {
  question?: string;
  /** Pairs of prediction and reference that it must take for the same. */
  right: readonly (readonly [prediction: string, reference: string])[];
  /** Pairs that it must not. */
  wrong: readonly (readonly [prediction: string, reference: string])[];
}

/**
 * What every `Scorer` must hold. Call it at the top of a test file.
 * @param name of the implementation, as the report shows it
 */
export function describeScorer(
  name: string,
  makeScorer: () => Scorer | Promise<Scorer>,
  { question = 'What is the answer?', right, wrong }: ScorerSuiteOptions,
): void {
  describe(`${name} keeps the contract of a scorer`, () => {
    let scorer: Scorer;
    beforeAll(async () => {
      scorer = await makeScorer();
    });

    it('has a name', () => {
      expect(scorer.name).not.toBe('');
    });

    it.each(right)('takes %j for %j, and says why', async (prediction, reference) => {
      const { correct, score, reason } = await scorer.score(prediction, reference, question);
      expect({ correct, score }).toEqual({ correct: true, score: 1 });
      expect(reason).not.toBe('');
    });

    it.each(wrong)('does not take %j for %j, and says why', async (prediction, reference) => {
      const { correct, score, reason } = await scorer.score(prediction, reference, question);
      expect(correct).toBe(false);
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThan(1);
      expect(reason).not.toBe('');
    });

    it('never takes a missing answer for right, whatever the reference is', async () => {
      for (const reference of ['None', 'undefined', 'null', '', right[0]?.[1] ?? '1']) {
        expect(await scorer.score(undefined, reference, question)).toMatchObject({ correct: false, score: 0 });
      }
    });

    it('takes any of several references', async () => {
      const [prediction, reference] = right[0] ?? ['1', '1'];
      const [, other] = wrong.find(([candidate]) => candidate === prediction) ?? ['', 'another answer altogether'];
      expect(await scorer.score(prediction, [other, reference], question)).toMatchObject({ correct: true });
      expect(await scorer.score(prediction, [], question)).toMatchObject({ correct: false });
    });

    it('gives the same verdict twice', async () => {
      for (const [prediction, reference] of [...right, ...wrong]) {
        const first = await scorer.score(prediction, reference, question);
        expect(await scorer.score(prediction, reference, question)).toEqual(first);
      }
    });

    it('ends when it is aborted, and not with a verdict', async () => {
      const [prediction, reference] = right[0] ?? ['1', '1'];
      const signal = AbortSignal.abort(new Error('not needed any more'));
      const error: unknown = await scorer
        .score(prediction, reference, question, { signal })
        .then(() => expect.fail('it gave a verdict'))
        .catch((thrown: unknown) => thrown);
      expect(AgentdError.isInstance(error) || String(error).includes('not needed any more')).toBe(true);
    });
  });
}
