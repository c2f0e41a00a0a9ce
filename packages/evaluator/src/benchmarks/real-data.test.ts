import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadBenchmark } from './benchmark.ts';
import { benchmarkNamed, benchmarks, hotpotqa, musique } from './registry/index.ts';

const folder = join(import.meta.dirname, '../../../../../shared/benchmarks');
const isThere = existsSync(folder);

/** Ids of the bad rows, and how many questions stand twice. */
const counts: [name: string, part: 'test' | 'train', items: number, bad: string[], repeated: number][] = [
  ['hotpotqa', 'test', 500, [], 0],
  ['bamboogle', 'test', 125, [], 0],
  ['musique', 'test', 500, [], 1],
  ['2wikimultihopqa', 'test', 500, [], 0],
  ['math-500', 'test', 500, [], 0],
  ['gsm-hard', 'test', 500, [], 0],
  ['aime', 'test', 90, [], 0],
  ['olymmath', 'test', 200, [], 0],
  ['hotpotqa-train', 'train', 1000, [], 0],
  ['math-train', 'train', 998, ['174', '499'], 0],
  ['math-train-medium', 'train', 998, ['124', '519'], 0],
];

it.skipIf(!isThere).each(counts)(
  'reads all of %s (needs ../shared/benchmarks)',
  async (name, part, items, bad, repeated) => {
    const benchmark = benchmarkNamed(name);
    const { file = '', rows } = benchmark.origin?.subset ?? {};
    const loaded = await loadBenchmark(benchmark, { source: join(folder, part, file) });
    expect(loaded.items).toHaveLength(items);
    expect(loaded.badRows.map(({ id, field }) => [id, field])).toEqual(bad.map((id) => [id, 'answer']));
    expect(loaded.duplicates).toHaveLength(repeated);
    expect(new Set(loaded.items.map(({ id }) => id)).size).toBe(items);
    expect(loaded.summary).toMatchObject({ rows, bad: bad.length });
  },
);

it('has a row in that table for every benchmark', () => {
  expect(counts.map(([name]) => name)).toEqual(benchmarks.map(({ name }) => name));
});

it.skipIf(!isThere)(
  'keeps levels as numbers and GSM-Hard answers as they are written (needs ../shared/benchmarks)',
  async () => {
    const read = (name: string) =>
      loadBenchmark(benchmarkNamed(name), {
        source: join(folder, 'test', benchmarkNamed(name).origin?.subset.file ?? ''),
      });
    const math = await read('math-500');
    expect(new Set(math.items.map(({ level }) => level))).toEqual(new Set([1, 2, 3, 4, 5]));
    const gsmHard = await read('gsm-hard');
    expect(gsmHard.items[0]?.answers).toEqual(['13138980.0']);
  },
);

it.skipIf(!isThere).each([
  ['hotpotqa_train.json', hotpotqa, 0],
  ['musique_train.json', musique, 28],
])('reads the native rows of %s (needs ../shared/benchmarks)', async (file, benchmark, withAliases) => {
  const { items, badRows } = await loadBenchmark(benchmark, { source: join(folder, 'corpora', file) });
  expect(badRows).toEqual([]);
  expect(items).toHaveLength(100);
  expect(items.filter(({ answers }) => answers.length > 1)).toHaveLength(withAliases);
});
