import { expect, test } from 'vitest';
import { isSameNumber, type EvaluationRecord } from './record.ts';
import { report } from './report.ts';
import { bootstrapMean, deviation, wilson } from './statistics.ts';

test('answers are compared as exact whole numbers', () => {
  expect(isSameNumber('178377', '178377')).toBe(true);
  expect(isSameNumber(' 178377.0 ', '178377')).toBe(true);
  expect(isSameNumber('178377.5', '178377')).toBe(false);
  expect(isSameNumber('9007199254740993', '9007199254740992')).toBe(false);
  expect(isSameNumber('None', '0')).toBe(false);
  expect(isSameNumber('', '0')).toBe(false);
});

test("Wilson's interval has the published values", () => {
  const { value, low, high } = wilson(50, 100);
  expect(value).toBe(0.5);
  expect(low).toBeCloseTo(0.4038, 4);
  expect(high).toBeCloseTo(0.5962, 4);
  expect(wilson(0, 10).low).toBeCloseTo(0, 6);
});

test('the bootstrap interval holds the mean and narrows to it where all values are the same', () => {
  const { low, value, high } = bootstrapMean([0, 1, 1, 0, 1, 1, 0, 1], 500);
  expect(low).toBeLessThan(value);
  expect(high).toBeGreaterThan(value);
  expect(bootstrapMean([0.5, 0.5, 0.5], 100)).toEqual({ value: 0.5, low: 0.5, high: 0.5 });
  expect(deviation([1, 3])).toBeCloseTo(Math.SQRT2, 10);
});

test('the report compares both decoders on the problems that both have done', () => {
  const run = (decoder: 'greedy' | 'sag', problem: string, correct: boolean, execution: number): EvaluationRecord => ({
    problem,
    template: 't',
    decoder,
    seed: 0,
    correct,
    answer: null,
    steps: 2,
    candidates: { actions: decoder === 'greedy' ? 2 : 16, parse: 0, execution },
    elected: { actions: 2, parse: 0, execution: decoder === 'greedy' ? execution : 0 },
    allFailed: 0,
    tokens: 100,
    seconds: 1,
  });
  const text = report([
    run('greedy', 'a', false, 1),
    run('greedy', 'b', true, 0),
    run('greedy', 'only-greedy', true, 0),
    run('sag', 'a', true, 4),
    run('sag', 'b', true, 0),
  ]);
  expect(text).toContain('SAG minus greedy: 50.0 points');
  expect(text).toContain('over 2 problems');
  expect(text).toContain('greedy 16.7 %, SAG 0.0 %, 100 % fewer');
});
