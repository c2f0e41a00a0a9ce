import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { scratch } from '../benchmarks/__fixtures__/scratch.ts';
import { numbered, sameText, scriptedMethod, scriptedRecord, withoutTimes } from './__fixtures__/scripted.ts';
import { encodeLine } from './journal-lines.ts';
import { mergeJournals } from './merge-journals.ts';
import { parseShard } from './options.ts';
import { itemsOfShard } from './plan.ts';
import { readJournal } from './read-journal.ts';
import { runEvaluation } from './run-evaluation.ts';
import type { EvaluationRecord } from './record.ts';

async function journals(...contents: (readonly EvaluationRecord[])[]): Promise<{ paths: string[]; out: string }> {
  const folder = await scratch();
  const paths = contents.map((_, index) => join(folder, `${index}.jsonl`));
  for (const [index, records] of contents.entries()) {
    await writeFile(paths[index] ?? '', Buffer.concat(records.map(encodeLine)));
  }
  return { paths, out: join(folder, 'out.jsonl') };
}

it('makes of shards what the whole run makes: each item is in one of them', async () => {
  const folder = await scratch();
  const path = (name: string) => join(folder, `${name}.jsonl`);
  const benchmarks = [{ name: 'tens', kind: 'math', items: numbered(60), scorer: sameText } as const];
  const methods = () => [scriptedMethod('a'), scriptedMethod('b')];
  await runEvaluation({ methods: methods(), benchmarks, journal: path('whole') });
  const shards = ['1/3', '2/3', '3/3'].map(parseShard);
  const sizes: number[] = [];
  for (const shard of shards) {
    const { total, complete } = await runEvaluation({
      methods: methods(),
      benchmarks,
      journal: path(`shard${shard.index}`),
      shard,
    });
    expect(complete).toBe(true);
    expect(total).toBe(2 * itemsOfShard(numbered(60), shard).length);
    sizes.push(total);
  }
  expect(Math.min(...sizes)).toBeGreaterThan(10);
  expect(sizes.reduce((sum, size) => sum + size)).toBe(120);
  const parts = ['shard3', 'shard1', 'shard2'].map(path);
  const merged = await mergeJournals(parts, path('merged'));
  expect(merged.conflicts).toEqual([]);
  const whole = await readJournal(path('whole'));
  expect(withoutTimes((await readJournal(path('merged'))).records)).toEqual(withoutTimes(whole.records));
  await mergeJournals(parts.toReversed(), path('again'));
  expect(await readFile(path('again'), 'utf8')).toBe(await readFile(path('merged'), 'utf8'));
});

it('takes a result before an error, and reports results that contradict each other', async () => {
  const error = scriptedRecord('a', { status: 'error', correct: false, error: { code: 'x', message: 'y' } });
  const wrong = scriptedRecord('b', { correct: false, score: 0, prediction: '7' });
  const later = scriptedRecord('c', { durationMs: 99, startedAt: '2026-02-02T00:00:00.000Z' });
  const { paths, out } = await journals(
    [error, scriptedRecord('b'), scriptedRecord('c')],
    [scriptedRecord('a'), wrong, later],
  );
  const { records, conflicts } = await mergeJournals(paths, out);
  expect(records).toEqual([scriptedRecord('a'), scriptedRecord('b'), scriptedRecord('c')]);
  expect(conflicts).toEqual([{ key: 'key-b', kept: scriptedRecord('b'), dropped: wrong }]);
  expect((await readJournal(out)).records).toEqual(records);
});

it('refuses what does not go together, naming it', async () => {
  const other = { method: { name: 'a', settings: { samples: 3 } }, key: 'other' };
  const { paths, out } = await journals([scriptedRecord('a')], [scriptedRecord('b', other)]);
  await expect(mergeJournals(paths, out)).rejects.toMatchObject({
    code: 'evaluator/mixed-runs',
    message: expect.stringContaining(`${paths[1]}: tens, a has another settings`),
  });
  const [first = '', second = ''] = paths;
  await writeFile(second, (await readFile(first, 'utf8')).replace('"schemaVersion":1', '"schemaVersion":7'));
  await expect(mergeJournals(paths, out)).rejects.toMatchObject({ code: 'evaluator/journal-version' });
  await expect(mergeJournals([first, first], out)).rejects.toMatchObject({ code: 'evaluator/invalid-options' });
  await expect(mergeJournals([], out)).rejects.toMatchObject({ code: 'evaluator/invalid-options' });
  await expect(mergeJournals([first], second)).rejects.toMatchObject({ code: 'evaluator/journal-exists' });
  await expect(readFile(out)).rejects.toThrow('ENOENT');
});

it('reads shards as written, and says what is none', () => {
  expect(parseShard(' 2/12 ')).toEqual({ index: 2, count: 12 });
  for (const text of ['3/2', '0/2', '1/0', '1', '1/2/3', 'a/b', '-1/2', '1.5/2', '']) {
    expect(() => parseShard(text), text).toThrow('is no shard');
  }
});
