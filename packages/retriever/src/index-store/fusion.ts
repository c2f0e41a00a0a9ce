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
