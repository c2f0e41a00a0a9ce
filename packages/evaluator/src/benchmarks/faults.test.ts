import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import * as files from './__fixtures__/native-files.ts';
import { scratch } from './__fixtures__/scratch.ts';
import { type BenchmarkItem, describeBadRow, loadBenchmark, type LoadOptions } from './benchmark.ts';
import { bamboogle, benchmarkNamed, hotpotqa, mathTrain, musique } from './registry/index.ts';

const good = '{"id": 1, "question": "Q", "answer": "A"}';

const badRows: [string, string, Record<string, string | undefined | RegExp>][] = [
  ['null', '{"id": 7, "question": "Q", "answer": null}', { id: '7', field: 'answer', reason: /it is null/ }],
  ['no answer', '{"id": 7, "question": "Q"}', { field: 'answer', reason: /it is missing/ }],
  ['blank text', '{"question": "Q", "target": " "}', { id: undefined, field: 'target', reason: /it is empty/ }],
  ['an empty list', '{"question": "Q", "answers": []}', { field: 'answers', reason: /an empty list/ }],
  ['an object', '{"question": "Q", "answer": {}}', { field: 'answer', reason: /it is object/ }],
  ['true', '{"question": "Q", "answer": true}', { field: 'answer', reason: /it is boolean/ }],
  ['a number as question', '{"Problem": 3, "answer": "A"}', { field: 'Problem', reason: /must be text/ }],
  ['a list as id', '{"id": [1], "question": "Q", "answer": "A"}', { field: 'id', reason: /it is a list/ }],
  ['an object as level', '{"level": {}, "question": "Q", "answer": "A"}', { field: 'level' }],
  ['number in aliases', '{"aliases": [null], "question": "Q", "answer": "A"}', { field: 'aliases' }],
  ['a broken line', '{"id": 7, "question": "Q"', { id: undefined, field: undefined, reason: /is not JSON/ }],
  ['a line with a list', '[1, 2]', { field: undefined, reason: /not an object/ }],
];

it.each(badRows)('names file, row and field of a row with %s, and reads the others', async (_name, line, expected) => {
  const source = join(await scratch({ 'data.jsonl': `${good}\n\n${line}\n` }), 'data.jsonl');
  const { items, badRows: found, summary } = await loadBenchmark(bamboogle, { source });
  expect(items.map(({ id }) => id)).toEqual(['1']);
  expect(found).toMatchObject([
    Object.fromEntries(
      Object.entries<unknown>({ file: source, row: 3, ...expected }).map(([key, value]) => [
        key,
        value instanceof RegExp ? expect.stringMatching(value) : value,
      ]),
    ),
  ]);
  expect(summary).toMatchObject({ rows: 2, bad: 1, items: 1 });
});

it('names a CSV row with too many fields, and a question without an answer in MuSiQue', async () => {
  const folder = await scratch({ csv: 'Question,Answer\nQ,A\nWho, then?,B\n', jsonl: files.musiqueJsonLines });
  const csv = await loadBenchmark(bamboogle, { source: join(folder, 'csv') });
  expect(csv.badRows).toMatchObject([{ row: 3, reason: 'has 3 fields where the header has 2' }]);
  const { badRows: found } = await loadBenchmark(musique, { source: join(folder, 'jsonl') });
  expect(found.map(describeBadRow)).toEqual([
    expect.stringMatching(/row 2 \(id 2hop__1_3\), field "answerable": is false/),
  ]);
});

it('does not go on over a bad row that nobody is told of', async () => {
  const source = join(await scratch({ json: files.paperSubset }), 'json');
  const read = async (options: LoadOptions): Promise<BenchmarkItem[]> => {
    const items = [];
    for await (const item of mathTrain.load({ source, ...options })) items.push(item);
    return items;
  };
  await expect(read({})).rejects.toMatchObject({
    code: 'evaluator/bad-row',
    message: expect.stringMatching(/1 of 3 rows.*row 2 \(id 1\), field "answer": .* null.*onBadRow/),
  });
  expect(await read({ onBadRow: () => undefined })).toHaveLength(2);
});

const unreadable: [string, string | Uint8Array, string, RegExp][] = [
  ['a JSON file that was cut off', files.hotpotJson.slice(0, -20), 'source-unreadable', /not whole JSON/],
  ['a Parquet file that was cut off', files.hotpotParquet.slice(0, 300), 'source-unreadable', /not a whole Parquet/],
  ['an unclosed CSV quote', 'Question,Answer\n"Q,A\nb', 'source-unreadable', /not a whole CSV/],
  [
    'a Git LFS pointer',
    'version https://git-lfs.github.com/spec/v1\noid sha256:0\n',
    'source-unreadable',
    /git lfs pull/,
  ],
  ['a web page', '\n<!doctype html><title>Sign in</title>', 'source-unreadable', /web page/],
  ['gzip', gzipSync(good), 'source-unreadable', /gzip/],
  ['bytes', new Uint8Array([0xff, 0xfe, 0x41, 0]), 'source-unreadable', /neither Parquet nor UTF-8/],
  ['nothing', '', 'no-rows', /is empty/],
  ['an empty list', '[]', 'no-rows', /no rows/],
  ['another file', '[{"title": "T", "text": "words"}]', 'no-rows', /field "question".*right file/],
];

it.each(unreadable)('says what is wrong with %s', async (_name, content, code, message) => {
  const source = join(await scratch({ file: content }), 'file');
  const loading = loadBenchmark(hotpotqa, { source });
  await expect(loading).rejects.toMatchObject({ code: `evaluator/${code}`, message: expect.stringMatching(message) });
});

const misuses: [string, LoadOptions, string, RegExp][] = [
  ['no source', {}, 'source-missing', /https:\/\/hotpotqa\.github\.io/],
  ['a path that is not there', { source: '/nowhere/dev.json' }, 'source-missing', /\/nowhere\/dev\.json/],
  ['a limit of 0', { source: 'x', limit: 0 }, 'options', /limit/],
  ['half a seed', { source: 'x', seed: 0.5 }, 'options', /seed/],
  ['aliases that it cannot use', { source: import.meta.filename, aliases: 'x.json' }, 'options', /no column/],
  ['a file beyond the limit', { source: import.meta.filename, maxBytes: 10 }, 'source-too-large', /maxBytes/],
];

it.each(misuses)('refuses %s', async (_name, options, code, message) => {
  const loading = loadBenchmark(hotpotqa, options);
  await expect(loading).rejects.toMatchObject({ code: `evaluator/${code}`, message: expect.stringMatching(message) });
});

it('counts the unpacked size of a Parquet file', async () => {
  const source = join(await scratch({ file: files.hotpotParquet }), 'file');
  await expect(loadBenchmark(hotpotqa, { source, maxBytes: files.hotpotParquet.length })).resolves.toBeDefined();
  await expect(loadBenchmark(hotpotqa, { source, maxBytes: 100 })).rejects.toMatchObject({
    code: 'evaluator/source-too-large',
  });
});

it('stops when it is aborted', async () => {
  const source = join(await scratch({ file: files.hotpotJson }), 'file');
  const loading = loadBenchmark(hotpotqa, { source, signal: AbortSignal.abort(new Error('enough')) });
  await expect(loading).rejects.toThrow('enough');
});

it('names the benchmarks that there are', () => {
  expect(benchmarkNamed('HotpotQA').name).toBe('hotpotqa');
  expect(() => benchmarkNamed('hotpot')).toThrow(/no benchmark "hotpot".*hotpotqa, bamboogle/);
});
