import { expect, it } from 'vitest';
import { arraySource, numberedPassages } from './__fixtures__/array-source.ts';
import { hashingEmbedder } from './__fixtures__/hashing-embedder.ts';
import { openTestIndex } from './__fixtures__/open-test-index.ts';

const texts = (entries: [id: string, title: string, text: string][]) =>
  entries.map(([id, title, text]) => ({ id, title, text }));

it('ranks by BM25 of title and text, and the title counts half once more', async () => {
  const { index } = await openTestIndex({ language: 'none' });
  const filler = Array.from({ length: 8 }, (_, i): [string, string, string] => [
    `f${i}`,
    'filler',
    'other words are here',
  ]);
  await index.ingest(
    arraySource(texts([['a', 'harbour', 'one two three four'], ['b', 'place', 'harbour two three four'], ...filler])),
  );
  const found = await index.search('harbour', { k: 5 });
  // Lucene's BM25: 10 fields, 2 with the word, 5 words each; 10 titles, 1 with it, 1 word each.
  const bm25 = (count: number, matching: number): number =>
    Math.log(1 + (count - matching + 0.5) / (matching + 0.5)) * (1 / (1 + 1.2)) * 2.2;
  expect(found.map(({ id }) => id)).toEqual(['a', 'b']);
  expect(found[1]?.score).toBeCloseTo(bm25(10, 2), 4);
  expect(found[0]?.score).toBeCloseTo(bm25(10, 2) + 0.5 * bm25(10, 1), 4);
});

it('finds other forms of a word in its language', async () => {
  const passages = texts([
    ['a', '', 'An elephant was running.'],
    ['b', '', 'A ship sank.'],
  ]);
  const english = await openTestIndex();
  await english.index.ingest(arraySource(passages));
  expect((await english.index.search('elephants run')).map(({ id }) => id)).toEqual(['a']);
  const none = await openTestIndex({ language: 'none' });
  await none.index.ingest(arraySource(passages));
  expect(await none.index.search('elephants run')).toEqual([]);
});

it('orders passages that are equally good by id, also where k cuts them', async () => {
  const { index } = await openTestIndex({ embedder: hashingEmbedder() });
  const ids = Array.from({ length: 150 }, (_, i) => `e${String((i * 7) % 150).padStart(3, '0')}`);
  await index.ingest(arraySource(ids.map((id) => ({ id, title: 'Same', text: 'The very same words.' }))));
  for (const mode of ['bm25', 'dense', 'hybrid'] as const) {
    const found = await index.search('same words', { mode, k: 4 });
    expect(found.map(({ id }) => id)).toEqual(['e000', 'e001', 'e002', 'e003']);
  }
});

it('gives all passages where k is beyond the size', async () => {
  const { index } = await openTestIndex({ embedder: hashingEmbedder() });
  await index.ingest(arraySource(numberedPassages(250)));
  for (const mode of ['bm25', 'dense', 'hybrid'] as const) {
    expect(await index.search('harbours', { mode, k: 100_000 })).toHaveLength(250);
  }
});

it('finds nothing in an empty index', async () => {
  const { index } = await openTestIndex({ embedder: hashingEmbedder() });
  for (const mode of ['bm25', 'dense', 'hybrid'] as const) expect(await index.search('x', { mode })).toEqual([]);
});

it('searches only what the filter lets through, in each mode', async () => {
  const { index } = await openTestIndex({ embedder: hashingEmbedder() });
  await index.ingest(arraySource(numberedPassages(60), 'first'));
  await index.ingest(arraySource(numberedPassages(20, 'q'), 'it\'s \\ "second"'));
  for (const mode of ['bm25', 'dense', 'hybrid'] as const) {
    const ids = async (filter: object): Promise<string[]> =>
      (await index.search('harbours', { mode, k: 100, filter })).map(({ id }) => id).toSorted();
    expect(await ids({ source: 'it\'s \\ "second"' })).toHaveLength(20);
    expect(await ids({ id: ['p1', 'q1', 'none'] })).toEqual(['p1', 'q1']);
    expect(await ids({ title: 'Volume 3', source: 'first' })).toEqual(['p13', 'p23', 'p3', 'p33', 'p43', 'p53']);
    expect(await ids({ id: [] })).toEqual([]);
    expect(await ids({})).toHaveLength(80);
    for (const attack of ["x' OR '1'='1", "x'); DROP TABLE passages; --", "p1'--", '%', 'p_']) {
      expect(await ids({ id: attack })).toEqual([]);
    }
  }
  expect(await index.count()).toBe(80);
});

it.each([
  { filter: { 'id) OR (1=1': 'x' } },
  { filter: { id: 5 } },
  { mode: 'magic' },
  { depth: 0 },
  { probes: -1 },
  { fusion: 'x' },
  { denseWeight: 2 },
])('refuses the options %j', async (options) => {
  const { index } = await openTestIndex();
  const search: Promise<unknown> = Reflect.apply(index.search, index, ['x', options]);
  await expect(search).rejects.toMatchObject({ code: 'retriever/bad-options' });
});

it('fuses both lists by their scores, or by their ranks', async () => {
  const { index } = await openTestIndex({ embedder: hashingEmbedder() });
  await index.ingest(arraySource(numberedPassages(50)));
  const query = 'harbours pword31 part';
  const found = (mode: 'bm25' | 'dense') => index.search(query, { mode, k: 50 });
  const [bm25, dense] = [await found('bm25'), await found('dense')];
  const hybrid = { mode: 'hybrid', k: 50 } as const;

  const scoresOf = (passages: typeof bm25) => new Map(passages.map(({ id, score }) => [id, score]));
  const [words, cosines] = [scoresOf(bm25), scoresOf(dense)];
  const [best = 0, highest = 0, lowest = 0] = [bm25[0]?.score, dense[0]?.score, dense.at(-1)?.score];
  const fused = await index.search(query, { ...hybrid, denseWeight: 0.25 });
  expect(fused[0]?.id).toBe('p31');
  for (const { id, score } of fused) {
    const cosine = ((cosines.get(id) ?? lowest) - lowest) / (highest - lowest);
    expect(score).toBeCloseTo(0.75 * ((words.get(id) ?? 0) / best) + 0.25 * cosine, 6);
  }
  const ranksOf = (passages: typeof bm25) => new Map(passages.map(({ id }, at) => [id, at + 1]));
  const [byWords, byCosine] = [ranksOf(bm25), ranksOf(dense)];
  for (const { id, score } of await index.search(query, { ...hybrid, fusion: 'ranks' })) {
    const ranks = [byWords.get(id) ?? Infinity, byCosine.get(id) ?? Infinity];
    expect(score).toBeCloseTo(
      ranks.reduce((sum, rank) => sum + 1 / (60 + rank), 0),
      12,
    );
  }
});

it('gives the best to the reranker and takes its order', async () => {
  const seen: number[] = [];
  const { index } = await openTestIndex({
    reranker: async (_, passages) => {
      seen.push(passages.length);
      return passages.toReversed();
    },
  });
  await index.ingest(arraySource(numberedPassages(80)));
  const plain = await index.search('harbours', { k: 80, reranker: null });
  const reranked = await index.search('harbours', { k: 2, depth: 10 });
  expect(seen).toEqual([10]);
  expect(reranked.map(({ id }) => id)).toEqual([plain[9]?.id, plain[8]?.id]);
});
