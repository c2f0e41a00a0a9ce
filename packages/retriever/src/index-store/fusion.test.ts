import { expect, it } from 'vitest';
import { type Hit, reciprocalRankFusion, scoreFusion } from './fusion.ts';
import { bestWithTies } from './text-search.ts';

const list = (...ids: string[]): Hit[] =>
  ids.map((id, at) => ({ id, row: BigInt(id.codePointAt(0) ?? 0), score: 9 - at }));

it('adds up the reciprocal ranks of both lists', () => {
  const fused = reciprocalRankFusion([list('a', 'b', 'c'), list('c', 'd')], 60);
  expect(fused.map(({ id, score }) => [id, score])).toEqual([
    ['c', 1 / 63 + 1 / 61],
    ['a', 1 / 61],
    ['b', 1 / 62],
    ['d', 1 / 62],
  ]);
});

it('orders equal scores by id, whatever the order of the lists', () => {
  const ids = (lists: Hit[][]): string[] => reciprocalRankFusion(lists, 60).map(({ id }) => id);
  expect(ids([list('b'), list('a')])).toEqual(['a', 'b']);
  expect(ids([list('a'), list('b')])).toEqual(['a', 'b']);
});

it('adds up scores from none to the best of BM25, and from the lowest to the best of the vectors', () => {
  const bm25 = list('a', 'b').map((hit, at) => ({ ...hit, score: [8, 4][at] ?? 0 }));
  const dense = list('b', 'c', 'd').map((hit, at) => ({ ...hit, score: [0.9, 0.8, 0.7][at] ?? 0 }));
  const scores = Object.fromEntries(scoreFusion(bm25, dense, 0.6).map(({ id, score }) => [id, score]));
  expect(Object.keys(scores)).toEqual(['b', 'a', 'c', 'd']);
  expect(scores.b).toBeCloseTo(0.4 * 0.5 + 0.6, 12);
  expect(scores.a).toBeCloseTo(0.4, 12);
  expect(scores.c).toBeCloseTo(0.3, 12);
  expect(scores.d).toBe(0);
  // The same whatever part of the scale a model's cosines fill.
  const narrow = dense.map((hit) => ({ ...hit, score: 0.8 + hit.score / 10 }));
  expect(scoreFusion(bm25, narrow, 0.6).map(({ id }) => id)).toEqual(['b', 'a', 'c', 'd']);
});

it('fuses lists that are empty or all of one score', () => {
  const ids = (bm25: Hit[], dense: Hit[]): (string | number)[][] =>
    scoreFusion(bm25, dense, 0.5).map(({ id, score }) => [id, score]);
  expect(ids([], [])).toEqual([]);
  expect(ids([], list('a'))).toEqual([['a', 0.5]]);
  expect(ids(list('b'), [])).toEqual([['b', 0.5]]);
  const equal = list('x', 'y').map((hit) => ({ ...hit, score: 0.3 }));
  expect(ids(equal, equal)).toEqual([
    ['x', 1],
    ['y', 1],
  ]);
});

it('looks further where equal scores are cut by the limit', async () => {
  const all = Array.from({ length: 200 }, (_, at) => ({
    id: `p${999 - at}`,
    row: BigInt(at),
    score: at === 0 ? 2 : 1,
  }));
  const limits: number[] = [];
  const best = await bestWithTies(3, 16, async (limit) => {
    limits.push(limit);
    return all.slice(0, limit);
  });
  expect(best.map(({ id }) => id)).toEqual(['p999', 'p800', 'p801']);
  expect(limits).toEqual([19, 76, 304]);
});
