import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parquetWriteFile } from 'hyparquet-writer';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { BadRow } from '../passage-source.ts';
import { readQuestions } from './read-questions.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'questions-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

const own = (id: string) => ({ id, question: `What is ${id}?`, supporting: [`about-${id}`] });

it.each([
  ['a list in JSON', 'q.json', JSON.stringify([own('a'), own('b')])],
  ['JSON Lines', 'q.jsonl', `${JSON.stringify(own('a'))}\n${JSON.stringify(own('b'))}\n`],
  ['packed JSON Lines', 'q.jsonl.gz', gzipSync(`${JSON.stringify(own('a'))}\n${JSON.stringify(own('b'))}\n`)],
])('reads %s', async (_, name, content) => {
  expect(await readQuestions(await file(name, content))).toEqual([own('a'), own('b')]);
});

it('reads Parquet', async () => {
  const path = join(folder, 'q.parquet');
  const supporting = [['p1', 'p2'], ['p3']];
  await parquetWriteFile({
    filename: path,
    columnData: [
      { name: 'id', data: [1n, 2n], type: 'INT64' },
      { name: 'question', data: ['Who?', 'Why?'], type: 'STRING' },
      { name: 'supporting', data: supporting, type: 'JSON' },
    ],
  });
  expect(await readQuestions(path)).toEqual([
    { id: '1', question: 'Who?', supporting: ['p1', 'p2'] },
    { id: '2', question: 'Why?', supporting: ['p3'] },
  ]);
});

it('names rows that are no questions, and stops at the limit', async () => {
  const rows = ['{"question": "Alone?"}', '{broken', JSON.stringify(own('a')), JSON.stringify(own('b'))];
  const path = await file('q.jsonl', rows.join('\n'));
  const bad: BadRow[] = [];
  expect(await readQuestions(path, { limit: 1, onBadRow: (row) => bad.push(row) })).toEqual([own('a')]);
  expect(bad).toMatchObject([
    { file: path, row: 1, field: 'supporting' },
    { row: 2, reason: expect.any(String) },
  ]);
});

it.each([
  ['q.jsonl', '{"text": "a passage"}\n', /holds no question.*row 1: question/],
  ['q.md', '# Not questions\n', /read as markdown/],
])('says that %s holds no question', async (name, content, message) => {
  const path = await file(name, content);
  await expect(readQuestions(path)).rejects.toMatchObject({
    code: 'retriever/no-questions',
    message: expect.stringMatching(message),
  });
});

it('honours its signal and refuses a limit that is none', async () => {
  const path = await file('q.json', JSON.stringify([own('a')]));
  await expect(readQuestions(path, { signal: AbortSignal.abort(new Error('not now')) })).rejects.toThrow('not now');
  await expect(readQuestions(path, { limit: 0 })).rejects.toMatchObject({ code: 'retriever/bad-options' });
});
