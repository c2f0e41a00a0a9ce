import { symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readAll, scratch } from './__fixtures__/scratch.ts';
import { folderSource } from './folder-source.ts';
import { pathSource } from './path-source.ts';

const words = (count: number, word = 'word'): string =>
  Array.from({ length: count }, (_, index) => `${word}${index}`).join(' ');

test('splits documents in 100-word passages that stay under their heading', async () => {
  const folder = await scratch({
    'b/guide.md': `# The guide\n\n${words(150)}\n\n## Start\n\nShort.\n\n### Deeper\n\nHere.\n\n## End\n\nThere.\n`,
    'a.txt': `${words(100, 'a')} last`,
    README: 'Without an ending.',
  });
  const source = await folderSource(folder);
  const { passages, bad, reads } = await readAll(source);
  expect(bad).toEqual([]);
  expect(passages.map(({ id, title }) => [id, title])).toEqual([
    ['README#1', 'README'],
    ['a.txt#1', 'a.txt'],
    ['a.txt#2', 'a.txt'],
    ['b/guide.md#1', 'The guide'],
    ['b/guide.md#2', 'The guide'],
    ['b/guide.md#3', 'The guide › Start'],
    ['b/guide.md#4', 'The guide › Start › Deeper'],
    ['b/guide.md#5', 'The guide › End'],
  ]);
  expect(passages[3]?.text.split(' ')).toHaveLength(100);
  expect(passages[4]?.text.split(' ')).toHaveLength(50);
  expect(passages[2]?.text).toBe('last');
  expect(reads.at(-1)?.bytesRead).toBe(source.bytes);
  expect(await readAll(source)).toEqual({ passages, bad, reads });
});

test('leaves out hidden, linked, binary and other files, and counts them', async () => {
  const outside = await scratch({ 'secret.txt': 'outside' });
  const folder = await scratch({
    'kept.txt': 'kept',
    '.git/config.txt': 'hidden',
    '.hidden.md': 'hidden',
    'node_modules/pack/README.md': 'module',
    'sub/node_modules/pack/README.md': 'module',
    'data.jsonl': '{"text":"data"}',
    'code.ts': 'const a = 1;',
    'binary.txt': Buffer.from([65, 0, 66]),
    'empty.txt': '',
    'packed.txt.gz': 'x',
  });
  await symlink(outside, join(folder, 'link'));
  await symlink(join(outside, 'secret.txt'), join(folder, 'secret.txt'));
  await symlink(folder, join(folder, 'circle'));
  const source = await folderSource(folder);
  expect((await readAll(source)).passages.map(({ id }) => id)).toEqual(['kept.txt#1']);
  expect(source.documents).toBe(1);
  expect(source.skipped).toEqual({ hidden: 4, links: 3, otherFormat: 3, binary: 1, empty: 1, unreadable: 0 });
});

test('names a document that cannot be read, and goes on', async () => {
  const folder = await scratch({
    'a.txt': 'a',
    'b.txt': Buffer.from('caf\xe9', 'latin1'),
    'c.html': '<script>only()</script>',
    'd.txt': 'gone',
    'e.txt': 'e',
  });
  const source = await folderSource(folder);
  const { rm } = await import('node:fs/promises');
  await rm(join(folder, 'd.txt'));
  const { passages, bad } = await readAll(source);
  expect(passages.map(({ id }) => id)).toEqual(['a.txt#1', 'e.txt#1']);
  expect(bad.map(({ file, reason }) => [file.slice(folder.length + 1), reason])).toEqual([
    ['b.txt', expect.stringContaining('utf-8')],
    ['c.html', expect.stringContaining('no text')],
    ['d.txt', expect.stringContaining('no file')],
  ]);
});

test('refuses a folder that is not there, is a file, or holds no document', async () => {
  const folder = await scratch({ 'only.bin': 'x' });
  await expect(folderSource(join(tmpdir(), 'agentd-no-such-folder'))).rejects.toMatchObject({
    code: 'retriever/source-missing',
  });
  await expect(folderSource(join(folder, 'only.bin'))).rejects.toMatchObject({ code: 'retriever/source-unreadable' });
  await expect(folderSource(folder)).rejects.toMatchObject({
    code: 'retriever/source-empty',
    message: expect.stringContaining('otherFormat 1'),
  });
});

test('stops when aborted', async () => {
  const folder = await scratch(Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`${index}.txt`, 'text'])));
  await expect(folderSource(folder, { signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow('no');
  const controller = new AbortController();
  let read = 0;
  const reading = (async () => {
    for await (const _ of (await folderSource(folder)).read({ signal: controller.signal })) {
      read++;
      controller.abort(new Error('enough'));
    }
  })();
  await expect(reading).rejects.toThrow('enough');
  expect(read).toBe(1);
});

test('sees the folder as it was when it was opened', async () => {
  const folder = await scratch({ 'a.txt': 'a' });
  const source = await folderSource(folder);
  await writeFile(join(folder, 'b.txt'), 'b');
  expect((await readAll(source)).passages).toHaveLength(1);
});

test('is what a path gives that is a folder', async () => {
  const folder = await scratch({ 'a.txt': 'one two three', 'c.jsonl': '{"id":"c","text":"row"}' });
  const ids = async (path: string) =>
    (await readAll(await pathSource(path, { wordsPerPassage: 2 }))).passages.map(({ id }) => id);
  expect(await ids(folder)).toEqual(['a.txt#1', 'a.txt#2']);
  expect(await ids(join(folder, 'c.jsonl'))).toEqual(['c']);
  await expect(pathSource(join(folder, 'none'))).rejects.toMatchObject({ code: 'retriever/source-missing' });
});
