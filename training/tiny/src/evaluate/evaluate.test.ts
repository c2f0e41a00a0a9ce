import { expect, test } from 'vitest';
import { isSameNumber, type EvaluationRecord } from './record.ts';
import { report } from './report.ts';

test('answers are compared as exact whole numbers', () => {
  expect(isSameNumber('178377', '178377')).toBe(true);
  expect(isSameNumber(' 178377.0 ', '178377')).toBe(true);
  expect(isSameNumber('178377.5', '178377')).toBe(false);
  expect(isSameNumber('9007199254740993', '9007199254740992')).toBe(false);
  expect(isSameNumber('None', '0')).toBe(false);
  expect(isSameNumber('', '0')).toBe(false);
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
    searches: 0,
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
