import { expect, it } from 'vitest';
import { type Hit, reciprocalRankFusion } from './fusion.ts';
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

it('looks further where equal scores are cut by the limit', async () => {
  const all = Array.from({ length: 200 }, (_, at) => ({
    id: `p${999 - at}`,
    row: BigInt(at),
    score: at === 0 ? 2 : 1,
  }));
  const limits: number[] = [];
  const best = await bestWithTies(3, async (limit) => {
    limits.push(limit);
    return all.slice(0, limit);
  });
  expect(best.map(({ id }) => id)).toEqual(['p999', 'p800', 'p801']);
  expect(limits).toEqual([19, 76, 304]);
});
