/** Something found, by its row in one version of the table. */
export interface Hit {
  id: string;
  row: bigint;
  score: number;
}

/** Best first; equal scores by id, so that results never change from call to call. */
export function byScore(a: { score: number; id: string }, b: { score: number; id: string }): number {
  if (a.score !== b.score) return b.score - a.score;
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}

/**
 * Reciprocal rank fusion: a hit's score is the sum of 1 / (constant + rank) over the lists that hold it, ranks from 1.
 * Source: Cormack, Clarke and Büttcher, "Reciprocal rank fusion outperforms Condorcet and individual rank learning
 * methods", SIGIR 2009, where the constant is 60.
 * @param lists each with the best first
 */
export function reciprocalRankFusion(lists: readonly (readonly Hit[])[], constant: number): Hit[] {
  const fused = new Map<string, Hit>();
  for (const list of lists) {
    list.forEach(({ id, row }, index) => {
      const score = 1 / (constant + index + 1);
      const known = fused.get(id);
      if (known === undefined) fused.set(id, { id, row, score });
      else known.score += score;
    });
  }
  return [...fused.values()].toSorted(byScore);
}

/**
 * Convex combination of scores that were brought to 0 to 1: each list's best is 1; 0 is, for BM25, no word in common,
 * and for cosines the lowest of their list, as models differ in which part of -1 to 1 theirs fill. A hit that one list
 * lacks has 0 there.
 * Source: Bruch, Gai and Ingber, "An analysis of fusion functions for hybrid retrieval", ACM TOIS 42 (1), 2023.
 * @param denseWeight of 0 to 1; the rest is that of BM25
 */
export function scoreFusion(bm25: readonly Hit[], dense: readonly Hit[], denseWeight: number): Hit[] {
  const fused = new Map<string, Hit>();
  const add = (list: readonly Hit[], floor: number, weight: number): void => {
    const range = (list[0]?.score ?? 0) - floor;
    for (const { id, row, score } of list) {
      const share = weight * (range > 0 ? (score - floor) / range : 1);
      fused.set(id, { id, row, score: share + (fused.get(id)?.score ?? 0) });
    }
  };
  add(bm25, 0, 1 - denseWeight);
  add(dense, dense.at(-1)?.score ?? 0, denseWeight);
  return [...fused.values()].toSorted(byScore);
}
