import type { Candidate } from '@agentd/agent-core';
import { describe, expect, it } from 'vitest';
import { answerEquivalence, exactEquivalence, normalisedEquivalence, numericEquivalence } from './equivalence.ts';
import { equalNumbers } from './equal-numbers.ts';
import type { ActionOutcome } from './outcome.ts';
import { Tally, type TieBreak } from './tally.ts';

function candidate(index: number, finalAnswer: string | null, logprob?: number): Candidate {
  const failed = finalAnswer === null;
  return {
    index,
    status: failed ? 'runtime-error' : 'ok',
    text: '',
    thought: '',
    code: '',
    repairs: [],
    finishReason: 'stop',
    tokens: 1,
    ...(logprob === undefined ? {} : { logprob }),
    execution: {
      status: failed ? 'runtime-error' : 'ok',
      stdout: '',
      toolCalls: [],
      durationMs: 0,
      ...(failed ? {} : { finalAnswer: { text: finalAnswer } }),
    },
  };
}

async function vote(answers: readonly (string | null)[], tieBreak: TieBreak = 'first-seen', logprobs: number[] = []) {
  const tally = new Tally(answers.length, exactEquivalence, tieBreak);
  for (const [index, answer] of answers.entries()) await tally.add(candidate(index, answer, logprobs[index]));
  return tally.result(false);
}

describe('the vote', () => {
  it('elects B of A, B, B, B', async () => {
    const { classes, elected, decidedBy } = await vote(['A', 'B', 'B', 'B']);
    expect(classes[elected ?? -1]?.candidates).toEqual([1, 2, 3]);
    expect(decidedBy).toBe('majority');
  });

  it('gives a failed candidate no voice', async () => {
    const { classes, elected } = await vote([null, null, null, 'A']);
    expect(classes).toEqual([{ candidates: [3] }]);
    expect(elected).toBe(0);
  });

  it('elects nobody when all failed', async () => {
    expect(await vote([null, null])).toMatchObject({ elected: null, decidedBy: 'all-failed' });
  });

  it('breaks a tie by the first seen', async () => {
    const { classes, elected, decidedBy } = await vote(['A', 'B', 'B', 'A']);
    expect([classes[elected ?? -1]?.candidates, decidedBy]).toEqual([[0, 3], 'tie-first-seen']);
  });

  it('breaks a tie by the summed probability where asked to', async () => {
    const { classes, elected, decidedBy } = await vote(['A', 'B', 'A', 'B'], 'logprob', [-2, -1, -2, -3]);
    expect([classes[elected ?? -1]?.candidates, decidedBy]).toEqual([[1, 3], 'tie-logprob']);
    expect(classes[1]?.logprob).toBeCloseTo(Math.log(Math.exp(-1) + Math.exp(-3)), 12);
  });

  it('falls back to the first seen where the model gives no logprob', async () => {
    expect((await vote(['A', 'B'], 'logprob')).decidedBy).toBe('tie-first-seen');
  });

  it('does not depend on the order in which samples end', async () => {
    const tally = new Tally(4, exactEquivalence, 'first-seen');
    for (const [index, answer] of [
      [3, 'B'],
      [1, 'B'],
      [2, 'A'],
      [0, 'A'],
    ] as const) {
      await tally.add(candidate(index, answer));
    }
    expect(tally.result(false)).toEqual(await vote(['A', 'B', 'A', 'B']));
  });

  it('is decided only once nobody can draw level', async () => {
    const tally = new Tally(8, exactEquivalence, 'first-seen');
    const decided: boolean[] = [];
    for (let index = 0; index < 5; index += 1) {
      await tally.add(candidate(index, 'A'));
      decided.push(tally.isDecided);
    }
    expect(decided).toEqual([false, false, false, false, true]);
  });

  it('is never decided early when all votes could still be tied', async () => {
    const tally = new Tally(4, exactEquivalence, 'first-seen');
    await tally.add(candidate(0, 'A'));
    await tally.add(candidate(1, 'A'));
    await tally.add(candidate(2, 'B'));
    expect(tally.isDecided).toBe(false);
  });
});

describe('equivalence of outcomes', () => {
  const outcome = (given: Partial<ActionOutcome>): ActionOutcome => ({
    stdout: '',
    value: null,
    finalAnswer: null,
    pendingEffects: [],
    ...given,
  });

  it('tells a printed text from a value and from a final answer', () => {
    const forms = [outcome({ stdout: '5' }), outcome({ value: '5' }), outcome({ finalAnswer: '5' })];
    for (const a of forms) {
      for (const b of forms) expect(numericEquivalence.equal(a, b)).toBe(a === b);
    }
  });

  it('tells outcomes apart by their pending writes', () => {
    const send = (to: string) => outcome({ pendingEffects: [{ tool: 'send', arguments: { to } }] });
    expect(exactEquivalence.equal(send('a'), send('b'))).toBe(false);
    expect(exactEquivalence.equal(send('a'), send('a'))).toBe(true);
    expect(numericEquivalence.equal(send('a'), outcome({}))).toBe(false);
  });

  it('folds white space and case only where asked to', () => {
    const a = outcome({ stdout: 'The  Answer\n' });
    const b = outcome({ stdout: 'the answer' });
    expect(exactEquivalence.equal(a, b)).toBe(false);
    expect(normalisedEquivalence.equal(a, b)).toBe(true);
  });

  it('compares numbers inside a text by value', () => {
    expect(numericEquivalence.equal(outcome({ stdout: 'total 12.0\n' }), outcome({ stdout: 'total 12' }))).toBe(true);
    expect(numericEquivalence.equal(outcome({ stdout: 'total 12' }), outcome({ stdout: 'sum 12' }))).toBe(false);
  });

  it('takes an equality of answers from outside', async () => {
    const half = answerEquivalence('half', (a, b) => a === b || [a, b].sort().join() === '0.5,1/2');
    expect(await half.equal(outcome({ finalAnswer: '1/2' }), outcome({ finalAnswer: '0.5' }))).toBe(true);
    expect(await half.equal(outcome({ finalAnswer: '1/3' }), outcome({ finalAnswer: '0.5' }))).toBe(false);
  });
});

describe('equality of numbers', () => {
  it.each([
    ['12', '12.0'],
    ['1,234,567', '1234567'],
    ['1.5e3', '1500'],
    ['-0', '0'],
    ['0.30000000000000004', '0.3'],
    ['.5', '0.50'],
    ['1e400', '1e400'],
  ])('%s is %s', (a, b) => expect(equalNumbers(a, b)).toBe(true));

  it.each([
    ['12345678901234567890', '12345678901234567891'],
    ['12', '-12'],
    ['1e-99', '1e-98'],
    ['0', '1e-12'],
    ['12', 'twelve'],
    ['12,34', '1234'],
    ['', '0'],
    ['.', '0'],
    ['0x10', '16'],
  ])('%s is not %s', (a, b) => expect(equalNumbers(a, b)).toBe(false));
});
