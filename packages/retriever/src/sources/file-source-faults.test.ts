import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { SourcePassage } from '../passage-source.ts';
import { readFileNamed, scratch } from './__fixtures__/scratch.ts';
import { fileSource } from './file-source.ts';

const many = Array.from({ length: 8000 }, (_, id) => JSON.stringify({ id, text: `passage ${id} ${Math.sin(id)}` }));

test.each([
  ['jsonl.gz', gzipSync(many.join('\n'))],
  ['jsonl.zst', zstdCompressSync(many.join('\n'))],
])('gives the rows before a cut in %s, then a typed error', async (ending, packed) => {
  const name = `c.${ending}`;
  const folder = await scratch({ [name]: packed.subarray(0, packed.length - 100) });
  const source = await fileSource(join(folder, name));
  const read: SourcePassage[] = [];
  const reading = (async () => {
    for await (const { passage } of source.read()) read.push(passage);
  })();
  await expect(reading).rejects.toMatchObject({
    code: 'retriever/source-corrupt',
    message: expect.stringContaining(name),
  });
  expect(read.length).toBeGreaterThan(4000);
});

test.each([
  ['empty.jsonl', '', 'retriever/source-empty'],
  ['blank.csv', ' \n\n', 'retriever/source-empty'],
  ['empty.jsonl.gz', gzipSync(''), 'retriever/source-empty'],
  ['utf-16.csv', Buffer.from('\uFEFFid,text', 'utf16le'), 'retriever/source-encoding'],
  ['picture', Buffer.from([0x89, 0x50, 0, 0, 1, 2]), 'retriever/unknown-format'],
  ['prose', 'Just a sentence.', 'retriever/unknown-format'],
  ['name.parquet', 'no parquet', 'retriever/unknown-format'],
  ['packed.parquet.gz', gzipSync('PAR1\0\0PAR1'), 'retriever/unknown-format'],
  [
    'damaged.jsonl.gz',
    Buffer.concat([gzipSync('{}').subarray(0, 10), Buffer.from('damaged')]),
    'retriever/source-corrupt',
  ],
])('refuses %s', async (name, content, code) => {
  await expect(readFileNamed(name, content)).rejects.toMatchObject({ code, message: expect.stringContaining(name) });
});

test('names the formats where it knows none', async () => {
  await expect(readFileNamed('prose', 'Just a sentence.')).rejects.toThrow(/jsonl, json, csv, tsv, parquet, markdown/);
});

test.each([{ format: 'xml' }, { fields: { body: 'b' } }, { maxRowBytes: 0 }, { wordsPerPassage: 1.5 }, { typo: 1 }])(
  'refuses the options %j',
  async (options) => {
    const given: object = options;
    await expect(fileSource('c.jsonl', given)).rejects.toMatchObject({ code: 'retriever/bad-options' });
  },
);

test('refuses what is not there, and folders', async () => {
  const folder = await scratch({});
  await expect(fileSource(join(folder, 'none.jsonl'))).rejects.toMatchObject({ code: 'retriever/source-missing' });
  await expect(fileSource(folder)).rejects.toMatchObject({ code: 'retriever/source-unreadable' });
});

test('reports a file that goes away before it is read', async () => {
  const folder = await scratch({ 'c.jsonl': '{"text":"a"}' });
  const source = await fileSource(join(folder, 'c.jsonl'));
  const { rm } = await import('node:fs/promises');
  await rm(join(folder, 'c.jsonl'));
  await expect(source.read()[Symbol.asyncIterator]().next()).rejects.toMatchObject({
    code: 'retriever/source-missing',
  });
});

test('skips a line of 100 MB without holding it', async () => {
  const long = Buffer.alloc(100 * 2 ** 20, 'x');
  const content = Buffer.concat([Buffer.from('{"id":1,"text":"a"}\n"'), long, Buffer.from('"\n{"id":3,"text":"c"}\n')]);
  const { passages, bad } = await readFileNamed('c.jsonl', content);
  expect(passages.map(({ id }) => id)).toEqual(['1', '3']);
  expect(bad).toMatchObject([{ row: 2, reason: expect.stringContaining('maxRowBytes') }]);
});

test('reads many short lines', async () => {
  const { bad } = await readFileNamed('c.jsonl', '1\n'.repeat(300_000));
  expect(bad).toHaveLength(300_000);
});

test('measures a short line by its bytes', async () => {
  const { bad } = await readFileNamed('c.jsonl', `{"text":"${'é'.repeat(40)}"}\n{"text":"${'e'.repeat(40)}"}\n\n`, {
    maxRowBytes: 80,
  });
  expect(bad).toMatchObject([{ row: 1 }]);
});

test.each([
  ['c.json', `[{"text":"a"},{"text":"${'x'.repeat(3 * 2 ** 20)}"}]`],
  ['c.csv', `id,text\n1,a\n2,"never closed${'\nmore text'.repeat(300_000)}`],
])('stops at a row of %s that would fill the memory', async (name, content) => {
  await expect(readFileNamed(name, content, { maxRowBytes: 2 ** 20 })).rejects.toMatchObject({
    code: 'retriever/row-too-large',
    message: expect.stringContaining('JSON Lines'),
  });
});

test.each([
  ['cut.json', '[{"id":1,"text":"a"},{"id":2,"text":"b"},{"id":3,'],
  ['comma.json', '[{"id":1,"text":"a"},,{"id":2,"text":"b"}]'],
  ['quote.csv', 'id,text\n1,a\n2,b\n3,"never closed'],
])('says about where %s breaks off', async (name, content) => {
  await expect(readFileNamed(name, content)).rejects.toMatchObject({
    code: 'retriever/source-malformed',
    message: expect.stringContaining(`just before byte ${content.length}`),
  });
});

test('gives the rows long before a fault', async () => {
  const source = await fileSource(join(await scratch({ 'c.json': `[${many.join(',')},,]` }), 'c.json'));
  let read = 0;
  const reading = (async () => {
    for await (const _ of source.read()) read++;
  })();
  await expect(reading).rejects.toMatchObject({ code: 'retriever/source-malformed' });
  expect(read).toBeGreaterThan(many.length / 4);
});

test.each(['csv', 'json'])('skips rows of invalid UTF-8 in %s', async (ending) => {
  const text =
    ending === 'csv'
      ? 'id,text\n1,a\n2,caf\xe9\n3,b\n'
      : '[{"id":1,"text":"a"},{"id":2,"text":"caf\xe9"},{"id":3,"text":"b"}]';
  const { passages, bad } = await readFileNamed(`c.${ending}`, Buffer.from(text, 'latin1'));
  expect(passages.map(({ id }) => id)).toEqual(['1', '3']);
  expect(bad).toMatchObject([{ reason: expect.stringContaining('UTF-8') }]);
});

test('names rows of a table with too few or too many fields', async () => {
  const { passages, bad } = await readFileNamed('c.csv', 'id,text\n1,a\n2\n3,b,c\n\n4,d\n');
  expect(passages.map(({ id }) => id)).toEqual(['1', '4']);
  expect(bad.map(({ row }) => row)).toEqual([3, 4]);
});

test('keeps characters that stand across chunks whole', async () => {
  const text = '€'.repeat(200_000);
  for (const name of ['c.jsonl', 'c.json']) {
    const row = JSON.stringify({ text });
    const { passages, bad } = await readFileNamed(name, name === 'c.json' ? `[${row}]` : ` ${row}\n`);
    expect(bad).toEqual([]);
    expect(passages[0]?.text).toBe(text);
  }
});

test.each(['c.jsonl', 'c.json', 'c.csv', 'c.jsonl.gz'])('stops reading %s when aborted', async (name) => {
  const content = {
    'c.jsonl': many.join('\n'),
    'c.json': `[${many.join(',')}]`,
    'c.csv': `id,text\n${many.map((_, id) => `${id},text`).join('\n')}`,
    'c.jsonl.gz': gzipSync(many.join('\n')),
  }[name];
  const source = await fileSource(join(await scratch({ [name]: content ?? '' }), name));
  const controller = new AbortController();
  let read = 0;
  const reading = (async () => {
    for await (const _ of source.read({ signal: controller.signal }))
      if (++read === 100) controller.abort(new Error('enough'));
  })();
  await expect(reading).rejects.toThrow('enough');
  expect(read).toBeLessThan(many.length);
});
