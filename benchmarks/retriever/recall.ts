import { mean, quantile } from '@agentd/agent-core';

/** What a search found for one query, and how long it took. */
export interface Answer {
  /** Numbers of the vectors, the nearest first. */
  found: number[];
  milliseconds: number;
}

/** How good and how fast the answers to some queries are. */
export interface Measured {
  recall: number;
  p50: number;
  p95: number;
}

/**
 * The mean share of the true `k` nearest that is among the first `k` found.
 * @param truth for each query the true nearest, at least `k`
 */
export function measured(answers: readonly Answer[], truth: readonly (readonly number[])[], k: number): Measured {
  const shares = answers.map(({ found }, at) => {
    const nearest = new Set(truth[at]?.slice(0, k));
    return new Set(found.slice(0, k)).intersection(nearest).size / k;
  });
  const times = answers.map(({ milliseconds }) => milliseconds);
  return { recall: mean(shares), p50: quantile(times, 0.5), p95: quantile(times, 0.95) };
}

/** Asks the queries one after another. */
export async function ask(queries: number, search: (query: number) => Promise<number[]>): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let query = 0; query < queries; query++) {
    const startedAt = performance.now();
    const found = await search(query);
    answers.push({ found, milliseconds: performance.now() - startedAt });
  }
  return answers;
}
