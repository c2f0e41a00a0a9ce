import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIndex, pathSource, serveRetriever, type IngestSummary } from '@agentd/retriever';
import { memoryRetriever, samplePassages } from '@agentd/retriever/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openCorpus } from './open-corpus.ts';

let folder = '';
let documents = '';
let cacheDir = '';
let indexed: IngestSummary[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agentd-corpus-'));
  documents = join(folder, 'docs');
  cacheDir = join(folder, 'cache');
  indexed = [];
  await mkdir(documents);
  await writeFile(join(documents, 'light.md'), '# Skerrin Light\n\nThe lighthouse was built in 1841 by Alan Reed.\n');
  await writeFile(join(documents, 'river.md'), '# Orr\n\nThe river Orr is 212 km long.\n');
});
afterEach(() => rm(folder, { recursive: true }));

/** The titles that a query finds in the corpus at a path. */
async function found(path: string, query: string): Promise<string[]> {
  const corpus = await openCorpus(path, { cacheDir, onIndexed: (summary) => indexed.push(summary) });
  try {
    expect(corpus.id).toMatch(/^(docs|corpus\.jsonl|own\.index) \(bm25\)$|^search-r1:http/);
    return (await corpus.search(query)).map(({ title }) => title);
  } finally {
    await corpus.close();
  }
}

const cached = (): Promise<string[]> => readdir(join(cacheDir, 'corpora'));

it('indexes a folder of documents once, and again when a document changes', async () => {
  expect(await found(documents, 'lighthouse')).toEqual(['Skerrin Light']);
  expect(await found(documents, 'length of the river')).toContain('Orr');
  expect(indexed).toMatchObject([{ stored: 2, finished: true }]);
  await writeFile(join(documents, 'sub.md'), '# Tamsin\n\nThe vale of Tamsin has a bakery.\n');
  expect(await found(documents, 'bakery')).toEqual(['Tamsin']);
  expect(indexed).toMatchObject([{ stored: 2 }, { stored: 3 }]);
  expect(await cached()).toHaveLength(2);
});

it('removes the index of an earlier state once nobody has used it for a day', async () => {
  await found(documents, 'river');
  const [first = ''] = await cached();
  const before = new Date(Date.now() - 25 * 60 * 60 * 1_000);
  await utimes(join(cacheDir, 'corpora', first), before, before);
  await writeFile(join(documents, 'new.md'), 'Something new.');
  await found(documents, 'river');
  expect(await cached()).not.toContain(first);
});

it('goes on with an index that an interrupted call has begun, and makes a damaged one anew', async () => {
  const abort = new AbortController();
  const onProgress = (): void => abort.abort(new Error('enough'));
  await expect(openCorpus(documents, { cacheDir, signal: abort.signal, onProgress })).rejects.toThrow('enough');
  expect(await found(documents, 'river')).toEqual(['Orr']);
  const [name = ''] = await cached();
  await rm(join(cacheDir, 'corpora', name, 'passages.lance', '_versions'), { recursive: true });
  expect(await found(documents, 'river')).toEqual(['Orr']);
  expect(indexed).toHaveLength(2);
});

it('lets one of two that come together index, and the other wait', async () => {
  const both = await Promise.all([found(documents, 'river'), found(documents, 'river')]);
  expect(both).toEqual([['Orr'], ['Orr']]);
  expect(indexed).toHaveLength(1);
});

it('opens a corpus file, an index and a search server', async () => {
  const file = join(folder, 'corpus.jsonl');
  await writeFile(file, '{"id": "a", "title": "Alpha", "text": "the first letter"}\n{"id": "b"}\n');
  expect(await found(file, 'letter')).toEqual(['Alpha']);
  expect(indexed).toMatchObject([{ stored: 1, badRows: { total: 1 } }]);

  const path = join(folder, 'own.index');
  const index = await createIndex({ path });
  await index.ingest(await pathSource(documents));
  await index.close();
  expect(await found(path, 'river')).toEqual(['Orr']);

  const server = await serveRetriever(memoryRetriever(samplePassages), { port: 0 });
  try {
    expect(await found(server.url, samplePassages[0]?.title ?? '')).toContain(samplePassages[0]?.title);
  } finally {
    await server.close();
  }
  expect(indexed).toHaveLength(1);
});

it.each([
  ['nowhere', {}, 'retriever/source-missing', /no corpus at .*nowhere/],
  ['empty.jsonl', {}, 'retriever/source-empty', /holds no passage.*empty\.jsonl, row 1.*--dry-run/],
  ['docs', { token: 'secret' }, 'retriever/bad-options', /token is for a search server/],
])('says what is wrong with %s and %j', async (name, options, code, message) => {
  await writeFile(join(folder, 'empty.jsonl'), '{"id": "a"}\n');
  const opening = () => openCorpus(join(folder, name), { cacheDir, ...options });
  // The second time an empty index is there already.
  await expect(opening()).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  await expect(opening()).rejects.toMatchObject({ code });
});

it('says that the cache cannot be written, and that a search server is not there', async () => {
  const unwritable = openCorpus(documents, { cacheDir: join(documents, 'river.md') });
  await expect(unwritable).rejects.toMatchObject({ code: 'retriever/cache-unwritable' });
  const closed = await serveRetriever(memoryRetriever(samplePassages), { port: 0 });
  await closed.close();
  await expect(openCorpus(closed.url)).rejects.toMatchObject({ code: 'retriever/unreachable' });
});

it('does not choose a mode for a search server', async () => {
  const opening = openCorpus('http://127.0.0.1:9', { mode: 'dense' });
  await expect(opening).rejects.toMatchObject({ code: 'retriever/bad-options' });
});
