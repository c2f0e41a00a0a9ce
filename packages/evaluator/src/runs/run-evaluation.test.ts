import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { memoryTrajectoryStore, sampleTrajectory } from '@agentd/agent-core/testing';
import { describe, expect, it } from 'vitest';
import { scratch } from '../benchmarks/__fixtures__/scratch.ts';
import { numbered, sameText, scriptedMethod, withoutTimes } from './__fixtures__/scripted.ts';
import type { EvaluationOptions } from './options.ts';
import type { EvaluationProgress } from './progress.ts';
import { readJournal } from './read-journal.ts';
import { runEvaluation } from './run-evaluation.ts';

const file = async (): Promise<string> => join(await scratch(), 'deep', 'journal.jsonl');
const lines = async (path: string) => (await readFile(path, 'utf8')).split('\n').slice(0, -1);
const tens = { name: 'tens', kind: 'math', items: numbered(10), scorer: sameText } as const;
const base = async (): Promise<EvaluationOptions & { journal: string }> => ({
  methods: [scriptedMethod('a')],
  benchmarks: [tens],
  journal: await file(),
});

describe('runEvaluation', () => {
  it('asks every method every question once with each seed, whatever runs at a time', async () => {
    const methods = [scriptedMethod('a', { upToMs: 2 }), scriptedMethod('b', { upToMs: 2 })];
    const benchmarks = [
      { ...tens, items: numbered(40) },
      { ...tens, name: 'only-b', items: numbered(7, 'x'), methods: ['b'] },
    ];
    const options = { ...(await base()), methods, benchmarks, seeds: [0, 5], concurrency: 8 };
    const summary = await runEvaluation(options);
    expect(summary).toMatchObject({ complete: true, aborted: false, done: 174, total: 174, errors: 0, resumed: 0 });
    expect(methods.map(({ calls }) => [calls.length, new Set(calls).size])).toEqual([
      [80, 80],
      [94, 94],
    ]);
    const { records } = await readJournal(options.journal);
    expect(await lines(options.journal)).toHaveLength(174);
    expect(new Set(records.map(({ key }) => key)).size).toBe(174);
    expect(records.filter(({ correct }) => correct).every(({ seed }) => seed === 0)).toBe(true);
    expect(summary.cells.map(({ correct, total }) => [correct, total])).toEqual([
      [40, 80],
      [40, 80],
      [7, 14],
    ]);
  });

  it('does nothing again that is done, and does what is new', async () => {
    const options = await base();
    await runEvaluation({ ...options, limit: 4 });
    const before = await readFile(options.journal, 'utf8');
    const method = scriptedMethod('a');
    const second = await runEvaluation({ ...options, methods: [method], seeds: [0, 1] });
    expect(second).toMatchObject({ complete: true, resumed: 4, done: 20 });
    expect(method.calls).toHaveLength(16);
    const after = await readFile(options.journal, 'utf8');
    expect(after.startsWith(before)).toBe(true);
    await runEvaluation({ ...options, seeds: [0, 1] });
    expect(await readFile(options.journal, 'utf8')).toBe(after);
  });

  it('records errors, tries them again in the next run, and the result replaces the error', async () => {
    const options = await base();
    const method = scriptedMethod('a', { fails: (id, call) => id === 'q3' && call < 3 });
    const run = () => runEvaluation({ ...options, methods: [method] });
    expect(await run()).toMatchObject({ complete: false, done: 9, errors: 1 });
    expect(await run()).toMatchObject({ complete: false, done: 9, errors: 1, resumed: 9 });
    const { records } = await readJournal(options.journal);
    const failed = records.find(({ item }) => item.id === 'q3');
    expect(failed).toMatchObject({ status: 'error', correct: false, error: { code: 'model/unlucky' } });
    expect(failed).not.toHaveProperty('prediction');
    expect(await run()).toMatchObject({ complete: true, done: 10, errors: 0 });
    expect(await lines(options.journal)).toHaveLength(12);
    expect((await readJournal(options.journal)).records).toHaveLength(10);
    expect(method.calls).toHaveLength(12);
  });

  it('stops a method after so many errors in a row, and goes on with the others', async () => {
    const bad = scriptedMethod('bad', { fails: () => true });
    const flaky = scriptedMethod('flaky', { fails: (_, call) => call === 1 && Math.random() < 0.4 });
    const good = scriptedMethod('good');
    const summary = await runEvaluation({
      ...(await base()),
      methods: [bad, flaky, good],
      benchmarks: [{ ...tens, items: numbered(60) }],
      maxConsecutiveErrors: 15,
    });
    expect(bad.calls).toHaveLength(15);
    expect(good.calls).toHaveLength(60);
    expect(flaky.calls).toHaveLength(60);
    expect(summary).toMatchObject({ complete: false, timeLeftMs: 0 });
    expect(summary.stopped).toEqual([
      { method: 'bad', message: expect.stringMatching(/^bad was stopped after 15 errors in a row, .*no luck with q/) },
    ]);
  });

  it('has asked all methods the same questions at any time', async () => {
    const methods = [scriptedMethod('a'), scriptedMethod('b')];
    const benchmarks = [
      { ...tens, items: numbered(30) },
      { ...tens, name: 'small', items: numbered(10, 'x') },
    ];
    const shares: number[] = [];
    const onProgress = ({ cells }: EvaluationProgress) => {
      const done = cells.map((cell) => cell.done / cell.total);
      shares.push(Math.max(...done) - Math.min(...done));
    };
    await runEvaluation({ ...(await base()), methods, benchmarks, onProgress });
    expect(methods[0]?.calls).toEqual(methods[1]?.calls);
    expect(Math.max(...shares)).toBeLessThanOrEqual(0.11);
  });

  it('gives up what is under way when it is aborted, keeps what is recorded, and says so', async () => {
    const options = await base();
    const stop = new AbortController();
    const slow = scriptedMethod('a', { upToMs: 3 });
    const onProgress = ({ done }: EvaluationProgress) => done === 4 && stop.abort();
    const first = await runEvaluation({ ...options, methods: [slow], concurrency: 3, signal: stop.signal, onProgress });
    expect(first).toMatchObject({ aborted: true, complete: false, errors: 0 });
    expect(await lines(options.journal)).toHaveLength(first.done);
    expect(first.done).toBeLessThan(10);
    expect(await runEvaluation(options)).toMatchObject({ aborted: false, complete: true, resumed: first.done });
    const none = await runEvaluation({ ...options, journal: await file(), signal: AbortSignal.abort() }).catch(String);
    expect(none).toContain('AbortError');
  });

  it('comes to the same records in the same order, interrupted or not, one or many at a time', async () => {
    const whole = { ...(await base()), benchmarks: [{ ...tens, items: numbered(50) }], seeds: [1, 0] };
    await runEvaluation({ ...whole, trajectories: memoryTrajectoryStore() });
    const parts = { ...whole, journal: await file(), trajectories: memoryTrajectoryStore(), concurrency: 6 };
    for (let round = 0, complete = false; !complete; round += 1) {
      const stop = new AbortController();
      const methods = [scriptedMethod('a', { upToMs: 2, fails: () => round < 4 && Math.random() < 0.2 })];
      const onProgress = () => round < 4 && Math.random() < 0.1 && stop.abort();
      ({ complete } = await runEvaluation({ ...parts, methods, signal: stop.signal, onProgress }));
    }
    const [a, b] = [await readJournal(whole.journal), await readJournal(parts.journal)];
    expect(withoutTimes(b.records)).toEqual(withoutTimes(a.records));
    expect(a.records).toHaveLength(100);
  });

  it('stores the runs before the record that names them, and tells of runs that differ from stored ones', async () => {
    const store = memoryTrajectoryStore();
    await store.put({ ...sampleTrajectory('run-q1'), outcome: { status: 'max-steps' } });
    const methods = [scriptedMethod('a', { trajectories: (id) => [sampleTrajectory(`run-${id}`)] })];
    const named = async (path: string) => (await readJournal(path)).records.flatMap((record) => record.trajectories);
    const options = { ...(await base()), methods, trajectories: store };
    expect(await runEvaluation(options)).toMatchObject({ complete: true, conflictingTrajectories: 1 });
    const ids = await named(options.journal);
    expect(ids).toHaveLength(10);
    for (const id of ids) expect(await store.has(id)).toBe(true);
    const without = await base();
    await runEvaluation(without);
    expect(await named(without.journal)).toEqual([]);
  });

  it('ends when the runs cannot be kept; what is recorded stays', async () => {
    const store = memoryTrajectoryStore();
    const put = store.put.bind(store);
    store.put = async (trajectory) => {
      if (trajectory.id.endsWith('q7/0')) throw new Error('no space left on device');
      return put(trajectory);
    };
    const options = { ...(await base()), trajectories: store, concurrency: 3 };
    await expect(runEvaluation(options)).rejects.toMatchObject({
      code: 'evaluator/trajectory-store',
      message: expect.stringContaining('no space left'),
    });
    const { records } = await readJournal(options.journal);
    expect(records.some(({ item }) => item.id === 'q7')).toBe(false);
    expect(await runEvaluation({ ...options, trajectories: memoryTrajectoryStore() })).toMatchObject({
      complete: true,
      resumed: records.length,
    });
  });

  it('never counts a missing answer as correct, nor asks the scorer about it', async () => {
    const silent = { ...scriptedMethod('a'), answer: async () => ({ ...empty, answer: undefined }) };
    const kind = { ...sameText, score: async () => ({ correct: true, score: 1, reason: 'kind' }) };
    const options = { ...(await base()), methods: [silent], benchmarks: [{ ...tens, scorer: kind }] };
    expect((await runEvaluation(options)).cells[0]).toMatchObject({ done: 10, correct: 0 });
    const { records } = await readJournal(options.journal);
    expect(records[0]).toMatchObject({ correct: false, score: 0, reason: 'there is no answer' });
  });

  it.each([
    ['a score that is no number', {}, { correct: true, score: Number.NaN, reason: '' }, 'evaluator/bad-result'],
    ['negative usage', { usage: { promptTokens: -1, completionTokens: 0 } }, undefined, 'evaluator/bad-result'],
    [
      'a bad run',
      { trajectories: [{ ...sampleTrajectory('t'), durationMs: Number.NaN }] },
      undefined,
      'evaluator/bad-result',
    ],
  ])('records %s as an error', async (_what, changes, verdict, code) => {
    const method = { ...scriptedMethod('a'), answer: async () => ({ ...empty, ...changes }) };
    const scorer = verdict === undefined ? sameText : { ...sameText, score: async () => verdict };
    const options = { ...(await base()), methods: [method], benchmarks: [{ ...tens, scorer }], limit: 1 };
    expect(await runEvaluation({ ...options, trajectories: memoryTrajectoryStore() })).toMatchObject({ errors: 1 });
    const { records } = await readJournal(options.journal);
    expect(records[0]).toMatchObject({ status: 'error', correct: false, error: { code } });
  });

  it('tells how far it is: results, spending, pace and time left', async () => {
    const seen: EvaluationProgress[] = [];
    const options = { ...(await base()), onProgress: (progress: EvaluationProgress) => seen.push(progress) };
    await runEvaluation({ ...options, limit: 5 });
    await runEvaluation({ ...options, methods: [scriptedMethod('a', { upToMs: 4 })] });
    expect(seen.map(({ done }) => done)).toEqual([0, 1, 2, 3, 4, 5, 5, 6, 7, 8, 9, 10]);
    expect(seen[6]).toMatchObject({ itemsPerMinute: undefined, timeLeftMs: undefined, total: 10 });
    expect(seen[7]?.timeLeftMs).toBeGreaterThan(0);
    expect(seen.at(-1)).toMatchObject({ timeLeftMs: 0, usage: { promptTokens: 100, completionTokens: 20, cost: 5 } });
    expect(seen.at(-1)?.cells).toMatchObject([{ method: 'a', benchmark: 'tens', done: 10, correct: 10, errors: 0 }]);
  });
});

const empty = {
  answer: '1',
  usage: { promptTokens: 0, completionTokens: 0 },
  trajectories: [],
  chainsOfThought: [],
  retrievalCalls: 0,
};
