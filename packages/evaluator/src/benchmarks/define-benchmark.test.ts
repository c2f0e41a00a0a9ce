import { expect, it } from 'vitest';
import { loadBenchmark } from './benchmark.ts';
import { type BenchmarkDefinition, defineBenchmark } from './define-benchmark.ts';

const rows = Array.from({ length: 40 }, (_, index) => ({ id: index, question: `Question ${index}?`, answer: index }));
const ids = async (definition: Partial<BenchmarkDefinition>, options = {}): Promise<string[]> => {
  const { items } = await loadBenchmark(defineBenchmark({ name: 'own', kind: 'qa', rows, ...definition }), options);
  return items.map(({ id }) => id);
};

it('makes a benchmark of one object, with columns of its own', async () => {
  const own = defineBenchmark({
    name: 'capitals',
    kind: 'qa',
    rows: [{ land: 'Peru', capital: 'Lima', also: ['Ciudad de los Reyes'] }],
    columns: { question: ['land'], answer: ['capital'], aliases: ['also'] },
    prepare: (row) => ({ ...row, land: `What is the capital of ${String(row['land'])}?` }),
  });
  const { items } = await loadBenchmark(own);
  expect(items).toMatchObject([
    { question: 'What is the capital of Peru?', answers: ['Lima', 'Ciudad de los Reyes'], metadata: {} },
  ]);
});

it.each([{ name: 'with space' }, { name: '' }, { kind: 'both' }])('refuses the definition %j', (wrong) => {
  const definition = { name: 'own', kind: 'qa', rows, ...wrong };
  expect(() => Reflect.apply(defineBenchmark, undefined, [definition])).toThrow(/definition of a benchmark/);
});

it('takes the first items, or with a seed others that depend on the seed and on their ids alone', async () => {
  expect(await ids({}, { limit: 3 })).toEqual(['0', '1', '2']);
  const drawn = await ids({}, { limit: 10, seed: 5 });
  expect(await ids({ rows: rows.toReversed() }, { limit: 10, seed: 5 })).toEqual(drawn);
  expect(await ids({}, { seed: 5 })).toEqual(expect.arrayContaining(await ids({})));
  expect(await ids({}, { limit: 10, seed: 6 })).not.toEqual(drawn);
  expect(drawn).not.toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
});

it('gives rows without ids the same ids wherever they stand, and tells them apart when they repeat', async () => {
  const [first = '', second = ''] = await ids({
    rows: [
      { question: 'A?', answer: 1 },
      { question: 'B?', answer: 2 },
    ],
  });
  expect(first).toMatch(/^[0-9a-f]{16}$/);
  const repeated = ['B?', 'A?', 'A?', 'A?'].map((question) => ({ question, answer: 1 }));
  expect(await ids({ rows: repeated })).toEqual([second, first, `${first}#2`, `${first}#3`]);
});

it('takes an empty cell for nothing where a column need not be there', async () => {
  const own = { rows: [{ id: '', question: 'A?', answer: 1, level: ' ', type: '', aliases: '' }] };
  const { items } = await loadBenchmark(defineBenchmark({ name: 'own', kind: 'qa', ...own }));
  expect(items).toEqual([
    { id: (await ids({ rows: [{ question: 'A?', answer: 1 }] }))[0], question: 'A?', answers: ['1'], metadata: {} },
  ]);
});

it('reports ids and questions that stand twice, and keeps the rows', async () => {
  const own = defineBenchmark({
    name: 'twice',
    kind: 'qa',
    rows: [
      { id: 'a', question: 'One?', answer: 1 },
      { id: 'a', question: 'Two?', answer: 2 },
      { id: 'a#2', question: 'Three?', answer: 3 },
      { id: 'b', question: 'One? ', answer: 1 },
    ],
  });
  const { items, duplicates, summary } = await loadBenchmark(own);
  expect(items.map(({ id }) => id)).toEqual(['a', 'a#3', 'a#2', 'b']);
  expect(duplicates).toEqual([
    { file: 'twice', row: 2, same: 'id', id: 'a#3', firstId: 'a' },
    { file: 'twice', row: 4, same: 'question', id: 'b', firstId: 'a' },
  ]);
  expect(summary).toEqual({ files: ['twice'], rows: 4, bad: 0, duplicates: 2, items: 4 });
});
