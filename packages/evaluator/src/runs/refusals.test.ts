import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratch } from '../benchmarks/__fixtures__/scratch.ts';
import { numbered, sameText, scriptedMethod } from './__fixtures__/scripted.ts';
import type { EvaluationOptions } from './options.ts';
import { runEvaluation } from './run-evaluation.ts';

const tens = { name: 'tens', kind: 'math', items: numbered(10), scorer: sameText } as const;
const base = async (): Promise<EvaluationOptions & { journal: string }> => ({
  methods: [scriptedMethod('a')],
  benchmarks: [tens],
  journal: join(await scratch(), 'journal.jsonl'),
});

describe('runEvaluation', () => {
  it.each<[string, Partial<EvaluationOptions>, RegExp]>([
    ['two methods of one name', { methods: [scriptedMethod('a'), scriptedMethod('a')] }, /the method a is there twice/],
    ['no method', { methods: [] }, /methods/],
    ['settings that are no JSON', { methods: [scriptedMethod('a', { settings: { t: Number.NaN } })] }, /settings/],
    ['an empty benchmark', { benchmarks: [{ ...tens, items: [] }] }, /has no items/],
    ['a benchmark twice', { benchmarks: [tens, tens] }, /the benchmark tens is there twice/],
    ['an item twice', { benchmarks: [{ ...tens, items: [...numbered(2), ...numbered(1)] }] }, /the item q0 is there/],
    ['a method that is not there', { benchmarks: [{ ...tens, methods: ['z'] }] }, /asks for the method z; there are a/],
    ['a seed that is no whole number', { seeds: [0.5] }, /seeds/],
    ['a seed twice', { seeds: [1, 1] }, /the seed 1 is there twice/],
    ['no seed', { seeds: [] }, /seeds/],
    ['a shard past the last', { shard: { index: 3, count: 2 } }, /index must not be above count/],
    ['no concurrency', { concurrency: 0 }, /concurrency/],
    ['a negative limit', { limit: -1 }, /limit/],
  ])('refuses %s', async (_what, changes, message) => {
    const refused = runEvaluation({ ...(await base()), ...changes });
    await expect(refused).rejects.toMatchObject({ code: 'evaluator/invalid-options' });
    await expect(refused).rejects.toThrow(message);
  });

  it.each<[string, Partial<EvaluationOptions>]>([
    ['other settings', { methods: [scriptedMethod('a', { settings: { temperature: 1 } })] }],
    ['another scorer', { benchmarks: [{ ...tens, scorer: { ...sameText, name: 'other' } }] }],
    [
      'other questions under the same ids',
      { benchmarks: [{ ...tens, items: numbered(10).map((item) => ({ ...item, question: 'Well?' })) }] },
    ],
  ])('refuses to go on with the journal of a run with %s', async (_what, changes) => {
    const options = await base();
    await runEvaluation({ ...options, limit: 2 });
    const before = await readFile(options.journal, 'utf8');
    await expect(runEvaluation({ ...options, ...changes })).rejects.toMatchObject({ code: 'evaluator/mixed-runs' });
    expect(await readFile(options.journal, 'utf8')).toBe(before);
  });
});
