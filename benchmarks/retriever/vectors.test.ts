import { expect, it } from 'vitest';
import { measured } from './recall.ts';
import { NearestVectors } from './nearest.ts';
import { ClusteredVectors, queryEmbedder, vectorSource } from './vectors.ts';

const set = { count: 3_000, dimension: 50, seed: 7 };
const cosine = (one: Float32Array, other: Float32Array): number =>
  one.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0);

it('makes the same unit vectors again from the seed, others from another seed, and queries that are none of them', () => {
  const [vectors, again, others] = [
    new ClusteredVectors(set),
    new ClusteredVectors(set),
    new ClusteredVectors({ ...set, seed: 8 }),
  ];
  expect(again.vector(5)).toEqual(vectors.vector(5));
  expect(cosine(vectors.vector(5), vectors.vector(5))).toBeCloseTo(1, 5);
  expect(cosine(vectors.query(5), vectors.query(5))).toBeCloseTo(1, 5);
  for (const other of [vectors.vector(6), others.vector(5), vectors.query(5)]) {
    expect(cosine(vectors.vector(5), other)).toBeLessThan(0.95);
  }
});

it('puts the vectors into clusters of about a thousand', () => {
  const vectors = new ClusteredVectors(set);
  const first = vectors.vector(0);
  const near = Array.from({ length: 300 }, (_, at) => cosine(first, vectors.vector(at + 1))).filter(
    (value) => value > 0.3,
  );
  expect(near.length).toBeGreaterThan(60);
  expect(near.length).toBeLessThan(140);
});

it('streams every vector once and gives queries by number', async () => {
  const vectors = new ClusteredVectors({ ...set, count: 3 });
  const seen: number[] = [];
  const passages = [];
  for await (const { passage } of vectorSource(vectors, (_, at) => seen.push(at)).read()) passages.push(passage);
  expect(passages.map(({ id }) => id)).toEqual(['0', '1', '2']);
  expect(passages[2]?.vector).toEqual(vectors.vector(2));
  expect(seen).toEqual([0, 1, 2]);
  expect(await queryEmbedder(vectors).embed(['4'], 'query')).toEqual([vectors.query(4)]);
});

it('finds the nearest as sorting by cosine does', () => {
  const vectors = new ClusteredVectors(set);
  const all = Array.from({ length: 500 }, (_, at) => vectors.vector(at));
  const queries = [vectors.query(0), vectors.query(1)];
  const nearest = new NearestVectors(queries, 10);
  all.forEach((vector, at) => nearest.compare(vector, at));
  const sorted = queries.map((query) =>
    all
      .map((vector, at) => ({ at, score: cosine(query, vector) }))
      .toSorted((one, other) => other.score - one.score)
      .slice(0, 10)
      .map(({ at }) => at),
  );
  expect(nearest.found).toEqual(sorted);
});

it('counts what was found of the nearest, and takes quantiles of the times', () => {
  const answers = [
    { found: [1, 2, 9], milliseconds: 1 },
    { found: [4, 5, 6], milliseconds: 3 },
  ];
  const truth = [
    [1, 2, 3, 9],
    [6, 5, 4, 1],
  ];
  expect(measured(answers, truth, 3)).toEqual({ recall: (2 / 3 + 1) / 2, p50: 1, p95: 3 });
});
