import { expect, it, vi } from 'vitest';
import type { PassageSource } from '../passage-source.ts';
import { arraySource, numberedPassages } from './__fixtures__/array-source.ts';
import { hashingEmbedder } from './__fixtures__/hashing-embedder.ts';
import { openTestIndex } from './__fixtures__/open-test-index.ts';
import type { IngestProgress } from './ingest-options.ts';
import { openIndex } from './open-index.ts';

const coded = (code: string): unknown => expect.objectContaining({ code });

/** Fails after so many passages, as a broken file does. */
function failing(source: PassageSource, after: number): PassageSource {
  const { name, bytes } = source;
  return {
    name,
    bytes,
    async *read(options) {
      let count = 0;
      for await (const read of source.read(options)) {
        if (count++ === after) throw new Error('the cable is out');
        yield read;
      }
    },
  };
}

it('stores passages that are found at once, and tells of them', async () => {
  const { index } = await openTestIndex();
  const passages = numberedPassages(300);
  const summary = await index.ingest(arraySource(passages, 'records'));
  expect(summary).toMatchObject({ read: 300, stored: 300, added: 300, resumedFrom: 0, finished: true });
  expect(await index.count()).toBe(300);
  expect((await index.search('pword123'))[0]).toMatchObject(passages[123] ?? {});
  expect(await index.get(['p7', 'none', 'p3'])).toEqual(
    [passages[7], passages[3]].map((passage) => ({ ...passage, source: 'records' })),
  );
  const info = await index.info();
  expect(info).toMatchObject({ passages: 300, embedder: null, vectorSearch: 'none', language: 'English' });
  expect(info.sources).toEqual([{ name: 'records', passages: 300, refused: {}, finished: true }]);
  expect(info.indexes.map(({ column, indexedRows }) => [column, indexedRows]).toSorted()).toEqual([
    ['contents', 300],
    ['title', 300],
  ]);
});

it('goes on after a failure from the last commit, without a passage lost or twice', async () => {
  const { index } = await openTestIndex({ embedder: hashingEmbedder() });
  const source = arraySource(numberedPassages(1000));
  await expect(index.ingest(failing(source, 450), { batchSize: 100 })).rejects.toThrow('the cable is out');
  const before = await index.count();
  expect(before).toBe(400);
  expect((await index.info()).sources).toMatchObject([{ passages: 400, finished: false }]);
  const phases = new Set<string>();
  const summary = await index.ingest(source, { batchSize: 100, onProgress: ({ phase }) => phases.add(phase) });
  expect(summary).toMatchObject({ read: 1000, stored: 1000, added: 600, resumedFrom: 400, finished: true });
  expect([...phases]).toEqual(['checking', 'ingesting', 'indexing']);
  expect(await index.count()).toBe(1000);
  const all = numberedPassages(1000).map(({ id }) => id);
  expect((await index.get(all)).map(({ id }) => id)).toEqual(all);
  expect(await index.ingest(source)).toMatchObject({ added: 0, stored: 1000, finished: true });
});

it('goes on where the limit of an earlier call was', async () => {
  const { index } = await openTestIndex();
  const source = arraySource(numberedPassages(100));
  expect(await index.ingest(source, { limit: 30 })).toMatchObject({ read: 30, added: 30, finished: false });
  expect(await index.ingest(source, { limit: 30 })).toMatchObject({ read: 30, added: 0, stored: 30 });
  expect(await index.ingest(source)).toMatchObject({ added: 70, stored: 100, finished: true });
  expect(await index.count()).toBe(100);
});

it('takes what was added to the end of a source', async () => {
  const { index } = await openTestIndex();
  await index.ingest(arraySource(numberedPassages(50)));
  expect(await index.ingest(arraySource(numberedPassages(60)))).toMatchObject({ added: 10, stored: 60 });
});

it('refuses a source that is not what it was, until it is removed', async () => {
  const { index } = await openTestIndex();
  const passages = numberedPassages(50);
  await index.ingest(arraySource(passages));
  const edited = passages.with(20, { id: 'p20', title: 'Volume 0', text: 'Another text.' });
  await expect(index.ingest(arraySource(edited))).rejects.toEqual(coded('retriever/source-changed'));
  await expect(index.ingest(arraySource(passages.slice(0, 40)))).rejects.toEqual(coded('retriever/source-changed'));
  expect(await index.count()).toBe(50);
  expect(await index.removeSource('array')).toBe(50);
  expect(await index.info()).toMatchObject({ passages: 0, sources: [] });
  expect(await index.ingest(arraySource(edited))).toMatchObject({ added: 50 });
});

it('leaves out passages whose id is taken or whose text is empty, and counts them, also after a failure', async () => {
  const { index } = await openTestIndex();
  await index.ingest(arraySource(numberedPassages(10), 'first'));
  const passages = numberedPassages(40);
  passages.push(
    { id: 'p35', title: '', text: 'twice' },
    { id: 'x', title: 'X', text: ' ' },
    { id: '', title: '', text: 'y' },
  );
  passages.push(...numberedPassages(30, 'q'), { id: 'q3', title: '', text: 'twice' });
  const source = arraySource(passages, 'second');
  await expect(index.ingest(failing(source, 60), { batchSize: 15 })).rejects.toThrow('cable');
  const named: number[] = [];
  const summary = await index.ingest(source, { batchSize: 15, onBadRow: ({ row }) => named.push(row) });
  expect(summary).toMatchObject({ read: 74, stored: 60, finished: true });
  expect(summary.badRows).toMatchObject({
    total: 14,
    byReason: { 'the id is taken by an earlier passage': 12, 'the text is empty': 1, 'the id is empty': 1 },
  });
  expect(named).toEqual([74]);
  expect(await index.count()).toBe(70);
  const first = await index.get(['p0', 'p35', 'q3']);
  expect(first.map(({ source: name, text }) => [name, text.includes('harbours')])).toEqual([
    ['first', true],
    ['second', true],
    ['second', true],
  ]);
});

it('reads everything and stores nothing in a dry run', async () => {
  const { index } = await openTestIndex({ embedder: hashingEmbedder() });
  const source = arraySource([...numberedPassages(20), ...numberedPassages(2)]);
  const summary = await index.ingest(source, { dryRun: true });
  expect(summary).toMatchObject({ read: 22, stored: 20, finished: true, badRows: { total: 2 } });
  expect(await index.info()).toMatchObject({ passages: 0, sources: [] });
});

it('tells how fast it is and how long it takes', async () => {
  const { index } = await openTestIndex();
  const told: IngestProgress[] = [];
  const source = arraySource(numberedPassages(2000));
  await index.ingest(source, { batchSize: 200, onProgress: (progress) => told.push(progress) });
  const middle = told.find(({ stored }) => stored >= 1000);
  expect(middle).toMatchObject({ phase: 'ingesting', bytes: source.bytes, badRows: 0 });
  expect(middle?.passagesPerSecond).toBeGreaterThan(0);
  expect(middle?.secondsLeft).toBeGreaterThan(0);
  expect(told.at(-1)).toMatchObject({ phase: 'indexing', stored: 2000, bytesRead: source.bytes });
});

it('stops at a signal, and goes on later', async () => {
  const { index } = await openTestIndex();
  const source = arraySource(numberedPassages(1000));
  const controller = new AbortController();
  const onProgress = ({ stored }: IngestProgress): void => {
    if (stored >= 300) controller.abort(new Error('stop now'));
  };
  const { signal } = controller;
  await expect(index.ingest(source, { batchSize: 100, onProgress, signal })).rejects.toThrow('stop now');
  expect(await index.count()).toBeLessThan(1000);
  expect(await index.ingest(source)).toMatchObject({ stored: 1000, finished: true });
  expect(await index.count()).toBe(1000);
});

it.each(['checking', 'indexing'])('can be stopped in the phase %s', async (wanted) => {
  const { index } = await openTestIndex();
  const source = arraySource(numberedPassages(300));
  await index.ingest(source, { limit: 200, buildIndexes: false });
  const controller = new AbortController();
  const onProgress = ({ phase }: IngestProgress): void => {
    if (phase === wanted) controller.abort(new Error('stop now'));
  };
  await expect(index.ingest(source, { onProgress, signal: controller.signal })).rejects.toThrow('stop now');
  // A step that was begun has the lock until it ends.
  const summary = await vi.waitFor(() => index.ingest(source), { timeout: 20_000 });
  expect(summary).toMatchObject({ stored: 300, finished: true });
});

it('shows readers whole commits while it writes', async () => {
  const { index, path } = await openTestIndex({ embedder: hashingEmbedder() });
  const reader = await openIndex({ path, embedder: hashingEmbedder() });
  const writing = index.ingest(arraySource(numberedPassages(3000)), { batchSize: 300 });
  const done = new AbortController();
  const ended = writing.finally(() => done.abort());
  while (!done.signal.aborted) {
    expect((await reader.count()) % 300).toBe(0);
    for (const passage of await reader.search('harbours and lighthouses', { k: 5 })) {
      expect(passage.text).toContain('harbours');
    }
  }
  await ended;
  await reader.close();
});

it('searches on where a writer has just removed the version that is read', async () => {
  const { index, path } = await openTestIndex();
  await index.ingest(arraySource(numberedPassages(100), 'a'));
  const reader = await openIndex({ path });
  for (const name of ['b', 'c', 'd']) {
    expect(await reader.search('harbours')).toHaveLength(3);
    await index.ingest(arraySource(numberedPassages(100, name), name));
    expect(await reader.search('harbours')).toHaveLength(3);
  }
  await reader.close();
});

it('refuses a second writer and names the first, while searches go on', async () => {
  const { index, path } = await openTestIndex();
  const other = await openIndex({ path });
  const source = arraySource(numberedPassages(500));
  const refused: unknown[] = [];
  const onProgress = (): void => void refused.push(other.ingest(arraySource([], 'b')).catch((error: unknown) => error));
  await index.ingest(source, { batchSize: 100, onProgress });
  const [first] = await Promise.all(refused);
  expect(first).toMatchObject({ code: 'retriever/locked', message: expect.stringContaining(`process ${process.pid}`) });
  expect(await other.ingest(arraySource(numberedPassages(5, 'q'), 'c'))).toMatchObject({ added: 5 });
  await other.close();
});

it.each([{ limit: 0 }, { batchSize: 0 }, { batchSize: 1.5 }])('refuses the options %j', async (options) => {
  const { index } = await openTestIndex();
  await expect(index.ingest(arraySource([]), options)).rejects.toEqual(coded('retriever/bad-options'));
});
