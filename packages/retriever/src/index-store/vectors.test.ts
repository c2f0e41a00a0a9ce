import { expect, it } from 'vitest';
import { arraySource, numberedPassages } from './__fixtures__/array-source.ts';
import { hashingEmbedder } from './__fixtures__/hashing-embedder.ts';
import { openTestIndex } from './__fixtures__/open-test-index.ts';
import { openIndex } from './open-index.ts';

const coded = (code: string, message: RegExp = /./): unknown =>
  expect.objectContaining({ code, message: expect.stringMatching(message) });

it('searches by the vectors that passages bring, brought to length 1', async () => {
  const embedder = hashingEmbedder({ dimension: 4 });
  const { index, path } = await openTestIndex({ vectors: embedder.identity });
  const passages = [1, 2, 3].map((n) => {
    const vector = new Float32Array(4).fill(0);
    vector[n] = n * 10;
    return { id: `v${n}`, title: '', text: `number ${n}`, vector };
  });
  await index.ingest(arraySource(passages));
  const query = new Float32Array([0, 3, 4, 0]);
  const reader = await openIndex({ path, mode: 'dense', embedder: { ...embedder, embed: async () => [query] } });
  const found = await reader.search('anything');
  expect(found.map(({ id, score }) => [id, Math.round(score * 1000) / 1000])).toEqual([
    ['v2', 0.8],
    ['v1', 0.6],
    ['v3', 0],
  ]);
  expect(embedder.calls).toEqual([]);
  await reader.close();
});

it('embeds passages in calls of hundreds and each query once', async () => {
  const embedder = hashingEmbedder();
  const { index } = await openTestIndex({ embedder });
  await index.ingest(arraySource(numberedPassages(1200)));
  await index.search('harbours');
  expect(embedder.calls).toEqual([
    { kind: 'passage', texts: 512 },
    { kind: 'passage', texts: 512 },
    { kind: 'passage', texts: 176 },
    { kind: 'query', texts: 1 },
  ]);
});

it('refuses vectors of another length, without direction, or missing', async () => {
  const { index } = await openTestIndex({ vectors: hashingEmbedder({ dimension: 4 }).identity });
  const one = (vector?: Float32Array) =>
    index.ingest(arraySource([{ id: 'a', title: '', text: 'a', ...(vector === undefined ? {} : { vector }) }]));
  await expect(one(new Float32Array(5))).rejects.toEqual(
    coded('retriever/wrong-dimension', /passage a has 5 numbers.*for 4/),
  );
  await expect(one(new Float32Array(4))).rejects.toEqual(coded('retriever/bad-vector'));
  await expect(one(new Float32Array([1, Number.NaN, 0, 0]))).rejects.toEqual(coded('retriever/bad-vector'));
  await expect(one()).rejects.toEqual(coded('retriever/embedder-missing', /hashing/));
  expect(await index.count()).toBe(0);
});

it('opens with the embedder it was made with and no other', async () => {
  const { index, path } = await openTestIndex({ embedder: hashingEmbedder() });
  await index.ingest(arraySource(numberedPassages(10)));
  const other = hashingEmbedder({ fingerprint: 'other weights' });
  await expect(openIndex({ path, embedder: other })).rejects.toEqual(
    coded('retriever/embedder-mismatch', /hashing-64.*other weights/),
  );
  const without = await openIndex({ path });
  expect(await without.search('harbours')).toHaveLength(3);
  await expect(without.search('x', { mode: 'dense' })).rejects.toEqual(coded('retriever/embedder-missing', /hashing/));
  await without.close();
});

it('does not search by vectors where there are none', async () => {
  const { index, path } = await openTestIndex();
  await expect(index.search('x', { mode: 'hybrid' })).rejects.toEqual(coded('retriever/no-vectors'));
  await expect(openIndex({ path, embedder: hashingEmbedder() })).rejects.toEqual(
    coded('retriever/embedder-mismatch', /without vectors/),
  );
});

it('finds with an IVF_RQ index what an exact search finds, also among passages that came later', async () => {
  const { index } = await openTestIndex({ embedder: hashingEmbedder(), mode: 'dense' });
  await index.ingest(arraySource(numberedPassages(800)));
  expect((await index.info()).vectorSearch).toBe('exact');
  const query = 'Volume 3 pword123 part 123';
  const exact = await index.search(query, { k: 5 });
  await index.buildIndexes({ vectorIndex: { type: 'ivf-rq', partitions: 8 } });
  expect((await index.info()).vectorSearch).toBe('approximate');
  expect((await index.search(query, { k: 5 })).map(({ id }) => id)).toEqual(exact.map(({ id }) => id));
  await index.ingest(arraySource(numberedPassages(100, 'q'), 'later'), { buildIndexes: false });
  expect((await index.search('Volume 7 qword77 part 77'))[0]?.id).toBe('q77');
  await index.buildIndexes();
  const vector = (await index.info()).indexes.find(({ column }) => column === 'vector');
  expect(vector).toMatchObject({ type: 'IvfRq', indexedRows: 900, unindexedRows: 0 });
  expect((await index.search('Volume 7 qword77 part 77'))[0]?.id).toBe('q77');
  const { version, vectorIndex } = await index.info();
  expect(vectorIndex).toEqual({ choice: { type: 'ivf-rq', partitions: 8 }, partitions: 8 });
  await index.buildIndexes({ vectorIndex: { type: 'ivf-rq', partitions: 8 } });
  expect((await index.info()).version).toBe(version);
  await index.buildIndexes({ vectorIndex: 'exact' });
  expect((await index.info()).vectorSearch).toBe('exact');
});
