import { ModelError } from '@agentd/agent-core';
import { scriptedModel } from '@agentd/agent-core/testing';
import { expect, it } from 'vitest';
import { flipRate } from './flip-rate.ts';
import { judgeScorer } from './judge-scorer.ts';

const verdict = (correct: boolean): string => JSON.stringify({ reason: 'because', correct });
const cases = Array.from({ length: 20 }, (_, index) => ({
  id: `case-${index}`,
  prediction: `p${index}`,
  reference: 'r',
  question: 'q?',
}));

it('judges k cases again without the cache, and reports flips with an interval', async () => {
  // Two calls for each case: the first verdict and the second. Every fourth does not hold.
  const model = scriptedModel(Array.from({ length: 16 }, (_, call) => verdict(call % 8 !== 7)));
  const { judged, flips, rate, failed } = await flipRate(judgeScorer(model), cases, 8, { concurrency: 1 });
  expect({ judged, failed, flips: flips.length }).toEqual({ judged: 8, failed: [], flips: 2 });
  expect(flips[0]).toMatchObject({ first: { correct: true }, second: { correct: false } });
  expect(rate.value).toBe(0.25);
  expect(rate.low).toBeCloseTo(0.0715, 3);
  expect(rate.high).toBeCloseTo(0.5907, 3);
  const seeds = model.requests.map(({ seed }) => seed);
  expect(new Set(seeds.filter((_, call) => call % 2 === 1)).size).toBe(8);
  expect(seeds.filter((_, call) => call % 2 === 0)).toEqual(Array.from({ length: 8 }, () => 0));
});

it('takes first verdicts from the cache, and the same cases for the same seed', async () => {
  const model = scriptedModel(Array.from({ length: 200 }, () => verdict(true)));
  const scorer = judgeScorer(model);
  for (const { prediction, reference, question } of cases) await scorer.score(prediction, reference, question);
  const before = model.requests.length;
  const drawn = async (seed: number): Promise<string[]> => {
    const from = model.requests.length;
    await flipRate(scorer, cases, 5, { seed });
    return model.requests.slice(from).map(({ messages }) => String(JSON.parse(messages[1]?.content ?? '').prediction));
  };
  const first = await drawn(1);
  expect(model.requests.length - before).toBe(5);
  expect(await drawn(1)).toEqual(first);
  expect(await drawn(2)).not.toEqual(first);
});

it('does not count a failed call as a verdict, and passes over runs without an answer', async () => {
  const down = new ModelError('down', { code: 'model/unreachable' });
  const model = scriptedModel([verdict(true), down, verdict(true), verdict(true)]);
  const few = [...cases.slice(0, 2), { id: 'none', prediction: undefined, reference: 'r', question: 'q' }];
  const result = await flipRate(judgeScorer(model), few, 10, { concurrency: 1 });
  expect(result).toMatchObject({ judged: 1, flips: [], failed: [{ error: down }], rate: { value: 0 } });
});

it('refuses nothing to judge, and stops when it is aborted', async () => {
  const scorer = judgeScorer(scriptedModel([]));
  await expect(flipRate(scorer, [], 1)).rejects.toMatchObject({ code: 'evaluator/options' });
  await expect(flipRate(scorer, cases, 0)).rejects.toMatchObject({ code: 'evaluator/options' });
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(flipRate(scorer, cases, 3, { signal })).rejects.toThrow('enough');
});
