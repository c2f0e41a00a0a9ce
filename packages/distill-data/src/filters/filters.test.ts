import { describe, expect, it } from 'vitest';
import type { Scorer, Trajectory } from '@agentd/agent-core';
import { trajectory } from '../__fixtures__/trajectories.ts';
import { duplicates } from './duplicates.ts';
import { filterTrajectories } from './filter-trajectories.ts';
import type { TrajectoryFilter } from './filter.ts';
import { leakage } from './leakage.ts';
import { nearDuplicates } from './near-duplicates.ts';
import { rightAnswer } from './right-answer.ts';
import { failedSteps, noParseError, withinMaxSteps } from './steps.ts';

async function kept(source: Trajectory[], ...filters: TrajectoryFilter[]): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of filterTrajectories(source, filters)) ids.push(id);
  return ids;
}

const exact: Scorer = {
  name: 'exact',
  score: async (prediction, reference) => {
    const correct = prediction === reference;
    return { correct, score: correct ? 1 : 0, reason: `${prediction} is not ${String(reference)}` };
  },
};
const maxSteps = { outcome: { status: 'max-steps' as const, answer: { text: '2' } } };
const failing = { status: 'runtime-error' as const, observation: 'Observation: NameError' };
const fine = { observation: 'Observation: 1' };

describe('filterTrajectories', () => {
  it('counts what each filter removed, with samples, in the order of the filters', async () => {
    const runs = filterTrajectories(
      [trajectory({ id: 'a' }), trajectory({ id: 'b', answer: '3' }), trajectory({ id: 'c', ...maxSteps })],
      [withinMaxSteps(), rightAnswer(exact, new Map([['q', '2']]))],
    );
    const ids: string[] = [];
    for await (const { id } of runs) ids.push(id);
    expect(ids).toEqual(['a']);
    expect(runs.report).toMatchObject({
      read: 3,
      kept: 1,
      filters: [
        { name: 'within-max-steps', seen: 3, removed: 1, samples: [{ id: 'c', reason: 'not answered: max-steps' }] },
        { name: 'right-answer', seen: 2, removed: 1, reasons: { wrong: 1 }, settings: { scorer: 'exact' } },
      ],
    });
  });

  it('takes one trajectory at a time and stops when aborted', async () => {
    const abort = new AbortController();
    let made = 0;
    const endless = function* () {
      for (;;) yield trajectory({ id: String((made += 1)) });
    };
    const run = async () => {
      for await (const { id } of filterTrajectories(endless(), [], { signal: abort.signal })) {
        if (id === '3') abort.abort();
      }
    };
    await expect(run()).rejects.toThrow('aborted');
    expect(made).toBe(4);
  });

  it('says what removed everything', async () => {
    const none = kept(
      [trajectory({ answer: '3' })],
      noParseError(),
      rightAnswer(exact, () => '2'),
    );
    await expect(none).rejects.toMatchObject({
      code: 'distill-data/empty-result',
      message: expect.stringMatching(
        /No trajectory of 1 passed.*right-answer removed 1 of 1, such as run: wrong: 3 is not 2/,
      ),
    });
    await expect(kept([])).rejects.toThrow('There were no trajectories');
  });

  it('begins anew with each iteration', async () => {
    const runs = filterTrajectories([trajectory()], [duplicates()]);
    for (const round of [1, 2]) {
      let count = 0;
      for await (const _ of runs) count += 1;
      expect([round, count, runs.report.read]).toEqual([round, 1, 1]);
    }
  });
});

describe('a filter', () => {
  it('for answers removes runs without an answer and questions without a reference', async () => {
    const crashed = { outcome: { status: 'error' as const, error: { code: 'x', message: 'y' } } };
    const runs = [
      trajectory({ id: 'ok' }),
      trajectory({ id: 'crash', ...crashed }),
      trajectory({ id: 'new', questionId: 'r' }),
    ];
    expect(await kept(runs, rightAnswer(exact, new Map([['q', '2']])))).toEqual(['ok']);
  });

  it('for parse errors removes runs with a turn without code', async () => {
    const runs = [
      trajectory({ id: 'ok' }),
      trajectory({ id: 'error', steps: [failing, fine] }),
      trajectory({ id: 'no code', steps: [{ ...fine, status: 'no-code' }, fine] }),
    ];
    expect(await kept(runs, noParseError())).toEqual(['ok', 'error']);
  });

  it('for steps removes runs that took more than wanted', async () => {
    const long = trajectory({ id: 'long', steps: [fine, fine, fine] });
    expect(await kept([trajectory({ id: 'ok' }), long], withinMaxSteps(2))).toEqual(['ok']);
    expect(() => withinMaxSteps(0)).toThrow('At most 0 steps');
  });

  it('for failed steps keeps those that were put right, all, or none', async () => {
    const runs = [
      trajectory({ id: 'clean' }),
      trajectory({ id: 'recovered', steps: [failing, fine] }),
      trajectory({ id: 'twice', steps: [failing, failing, fine] }),
      trajectory({ id: 'stuck', steps: [fine, failing] }),
    ];
    expect(await kept(runs, failedSteps('keep'))).toEqual(['clean', 'recovered', 'twice', 'stuck']);
    expect(await kept(runs, failedSteps('drop'))).toEqual(['clean']);
    expect(await kept(runs, failedSteps('recovery'))).toEqual(['clean', 'recovered']);
  });

  it('for duplicates keeps the first of the same conversation, whatever its id', async () => {
    const other = trajectory({ id: 'c', steps: [{ thought: 'Other.' }] });
    expect(await kept([trajectory({ id: 'a' }), trajectory({ id: 'b' }), other], duplicates())).toEqual(['a', 'c']);
  });

  it('for near-duplicates finds those with most words in common, and no others', async () => {
    const words = Array.from({ length: 200 }, (_, at) => `word${(at * 7919) % 1009}`);
    const said = (id: string, list: string[]) => trajectory({ id, steps: [{ thought: list.join(' ') }] });
    const changed = words.with(100, 'another');
    const half = [...words.slice(0, 100), ...words.slice(100).toReversed()];
    const runs = [said('a', words), said('almost', changed), said('half', half), said('shuffled', words.toSorted())];
    expect(await kept(runs, nearDuplicates())).toEqual(['a', 'half', 'shuffled']);
    expect(await kept(runs, nearDuplicates({ threshold: 0.3 }))).toEqual(['a', 'shuffled']);
    expect(() => nearDuplicates({ threshold: 0 })).toThrow('threshold 0');
  });

  it('for leakage finds the question itself and thirteen words in a row', async () => {
    const test = 'Anna has twelve red apples and gives three of them to Ben, who eats one. How many apples are left?';
    const runs = [
      trajectory({ id: 'same', question: test.toUpperCase().replace(',', ' —') }),
      trajectory({ id: 'part', question: `Listen: ${test.split(' ').slice(2, 16).join('  ')} indeed` }),
      trajectory({ id: 'short', question: test.split(' ').slice(2, 13).join(' ') }),
    ];
    expect(await kept(runs, leakage([{ id: 't', question: test }]))).toEqual(['short']);
    expect(() => leakage([])).toThrow('no test questions');
  });
});
