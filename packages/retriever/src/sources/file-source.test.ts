import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readAll, readFileNamed, scratch } from './__fixtures__/scratch.ts';
import { fileSource } from './file-source.ts';
import { passageId } from './passage-id.ts';

const rows = [
  { id: 'a', title: 'Aare', text: 'A river in Switzerland.' },
  { id: 'b', title: 'Bern', text: 'A city on the Aare.' },
];
const jsonl = rows.map((row) => `${JSON.stringify(row)}\n`).join('');

test.each([
  ['corpus.jsonl', jsonl],
  ['no-name', jsonl],
  ['wrong.json', jsonl],
  ['windows.jsonl', jsonl.replaceAll('\n', '\r\n')],
  ['no-last-line-end.jsonl', jsonl.trimEnd()],
  ['blank-lines.jsonl', `\n${jsonl.replaceAll('\n', '\n\n')}`],
  ['byte-order-mark.jsonl', `\uFEFF${jsonl}`],
  ['packed.jsonl.gz', gzipSync(jsonl)],
  ['packed-without-ending', gzipSync(jsonl)],
  [
    'two-members.jsonl.gz',
    Buffer.concat(
      jsonl
        .trimEnd()
        .split('\n')
        .map((line) => gzipSync(`${line}\n`)),
    ),
  ],
  ['packed.jsonl.zst', zstdCompressSync(jsonl)],
  ['array.json', JSON.stringify(rows)],
  ['array-indented.json.gz', gzipSync(JSON.stringify(rows, null, 2))],
  ['array-with-mark.json', `\uFEFF${JSON.stringify(rows)}`],
  ['by-id.json', JSON.stringify({ a: rows[0], b: rows[1] }, null, 1)],
  ['table.csv', `id,title,text\r\n${rows.map((row) => `${row.id},${row.title},${row.text}`).join('\r\n')}`],
  ['table.tsv', `\uFEFFtitle\ttext\tid\n${rows.map((row) => `${row.title}\t${row.text}\t${row.id}`).join('\n')}\n`],
  [
    'table-without-ending',
    `id\ttitle\ttext\n${rows.map((row) => `${row.id}\t${row.title}\t${row.text}`).join('\n')}\n`,
  ],
])('reads the rows of %s', async (name, content) => {
  const { passages, bad, reads } = await readFileNamed(name, content);
  expect(passages).toEqual(rows);
  expect(bad).toEqual([]);
  expect(reads.at(-1)?.bytesRead).toBe(Buffer.byteLength(content));
});

test('counts compressed bytes of a compressed file', async () => {
  const lines = Array.from({ length: 3000 }, (_, id) => JSON.stringify({ id, text: randomBytes(300).toString('hex') }));
  const packed = gzipSync(lines.join('\n'));
  const { reads } = await readFileNamed('corpus.jsonl.gz', packed);
  const counts = reads.map(({ bytesRead }) => bytesRead);
  expect(counts).toHaveLength(3000);
  expect(counts).toEqual(counts.toSorted((a, b) => a - b));
  expect(counts[0]).toBeLessThan(packed.length);
  expect(counts.at(-1)).toBe(packed.length);
});

test('reads the contents form of wiki-18', async () => {
  const { passages } = await readFileNamed(
    'wiki.jsonl',
    [
      { id: '0', contents: '"Anarchism"\nAnarchism is a\nphilosophy.' },
      { id: 1, contents: 'No title at all' },
    ]
      .map((row) => JSON.stringify(row))
      .join('\n'),
  );
  expect(passages).toEqual([
    { id: '0', title: 'Anarchism', text: 'Anarchism is a\nphilosophy.' },
    { id: '1', title: '', text: 'No title at all' },
  ]);
});

test('reads the quoting of the DPR table', async () => {
  const table =
    'id\ttext\ttitle\n1\t"Aaron (""Ahärôn"") is a prophet, he said."\tAaron\n2\tIt is 5" wide\t"The ""X"""\n';
  const { passages, bad } = await readFileNamed('psgs_w100.tsv', table);
  expect(bad).toEqual([]);
  expect(passages).toEqual([
    { id: '1', title: 'Aaron', text: 'Aaron ("Ahärôn") is a prophet, he said.' },
    { id: '2', title: 'The "X"', text: 'It is 5" wide' },
  ]);
});

test('joins sentences given by title, and makes the id from title and text', async () => {
  const { passages, bad } = await readFileNamed(
    'corpus.json',
    JSON.stringify({ Aare: ['A river.', ' It is long.'], Bern: ['A city.', 'It is old.'], Chur: 'Text.', data: [{}] }),
  );
  expect(passages.map(({ text }) => text)).toEqual(['A river. It is long.', 'A city. It is old.', 'Text.']);
  expect(passages[0]?.id).toBe(passageId('Aare', 'A river. It is long.'));
  expect(bad).toMatchObject([{ row: 4, field: 'sentences' }]);
});

test('reads questions with their passages, each passage once', async () => {
  const hotpot = {
    context: [
      ['Aare', ['A river.', ' Long.']],
      ['Bern', ['A city.']],
    ],
  };
  const columns = { context: { title: ['Bern', 'Chur'], sentences: [['A city.'], ['Old.']] } };
  const asText = { context: JSON.stringify([['Davos', ['High.']]]) };
  const musique = { paragraphs: [{ idx: 0, title: 'Aare', paragraph_text: 'A river. Long.', is_supporting: true }] };
  const { passages, bad } = await readFileNamed(
    'questions.jsonl',
    [hotpot, columns, asText, musique, { context: [] }, { context: 'no list' }, { paragraphs: [{ title: 'x' }] }]
      .map((row) => JSON.stringify(row))
      .join('\n'),
  );
  expect(passages.map(({ title, text }) => `${title}: ${text}`)).toEqual([
    'Aare: A river. Long.',
    'Bern: A city.',
    'Chur: Old.',
    'Davos: High.',
  ]);
  expect(bad.map(({ row, field }) => [row, field])).toEqual([
    [5, 'context'],
    [6, 'context'],
    [7, 'paragraphs'],
  ]);
});

test('names other columns through fields, and brings vectors to length 1', async () => {
  const { passages, bad } = await readFileNamed(
    'corpus.jsonl',
    [
      { key: 7, name: 'Aare', body: 'A river.', e: [3, 4] },
      { key: 8, name: 'Bern', body: 'A city.', e: [0, 0] },
      { key: 9, name: 'Chur', body: 'A town.' },
      { key: 10, name: 'Davos', body: 'High.', e: [1, 'x'] },
    ]
      .map((row) => JSON.stringify(row))
      .join('\n'),
    { fields: { id: 'key', title: 'name', text: 'body', vector: 'e' } },
  );
  expect(passages).toEqual([{ id: '7', title: 'Aare', text: 'A river.', vector: new Float32Array([0.6, 0.8]) }]);
  expect(bad.map(({ row, field }) => [row, field])).toEqual([
    [2, 'e'],
    [3, 'e'],
    [4, 'e'],
  ]);
});

test('names each bad row and goes on', async () => {
  const { passages, bad } = await readFileNamed(
    'corpus.jsonl',
    Buffer.concat([
      Buffer.from('{"id":1,"text":"one"}\n[1]\n{"id":3}\n{"id":4,"text":"  "}\n{"id":{},"text":"five"}\n'),
      Buffer.from('{"id":6,"text":7}\n{"id":1,"text":"again"}\n{"id":8,"text":"caf\xe9"}\n', 'latin1'),
      Buffer.from('{"id":9,"text":"nine"}\n{"id":10,"title":"cut o'),
    ]),
  );
  expect(passages.map(({ id }) => id)).toEqual(['1', '9']);
  expect(bad.map(({ row, field, reason }) => ({ row, field, reason }))).toEqual([
    { row: 2, field: undefined, reason: expect.stringContaining('not an object') },
    { row: 3, field: 'text', reason: expect.stringContaining('missing; the row has the fields id') },
    { row: 4, field: 'text', reason: 'is empty' },
    { row: 5, field: 'id', reason: expect.stringContaining('neither text nor a whole number') },
    { row: 6, field: 'text', reason: 'is not text' },
    { row: 7, field: 'id', reason: '1 came before' },
    { row: 8, field: undefined, reason: expect.stringContaining('UTF-8') },
    { row: 10, field: undefined, reason: expect.stringContaining('not JSON') },
  ]);
  expect(bad[0]?.file).toMatch(/corpus\.jsonl$/);
});

test('gives the same passages in the same order each time', async () => {
  const folder = await scratch({ 'c.jsonl': jsonl });
  const source = await fileSource(join(folder, 'c.jsonl'));
  expect(await readAll(source)).toEqual(await readAll(source));
  expect(source).toMatchObject({ name: join(folder, 'c.jsonl'), bytes: Buffer.byteLength(jsonl) });
});

test('splits a single document', async () => {
  const { passages } = await readFileNamed('notes.md', '# Notes\n\none two three four five\n', { wordsPerPassage: 3 });
  expect(passages).toEqual([
    { id: 'notes.md#1', title: 'Notes', text: 'one two three' },
    { id: 'notes.md#2', title: 'Notes', text: 'four five' },
  ]);
});
