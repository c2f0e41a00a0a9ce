/** Finds the vectors nearest to some queries by comparing all of them, one vector after another. */
export class NearestVectors {
  readonly #queries: Float64Array[];
  readonly #k: number;
  readonly #best: { at: number; score: number }[][];

  constructor(queries: readonly Float32Array[], k: number) {
    this.#queries = queries.map((query) => Float64Array.from(query));
    this.#k = k;
    this.#best = queries.map(() => []);
  }

  /** For each query the numbers of the nearest, the nearest first. */
  get found(): number[][] {
    return this.#best.map((best) => best.map(({ at }) => at));
  }

  /** @param at the number of the vector, which like the queries has length 1 */
  compare(vector: Float32Array, at: number): void {
    const whole = Float64Array.from(vector);
    this.#queries.forEach((query, place) => {
      const best = this.#best[place] ?? [];
      const score = dot(query, whole);
      if (best.length === this.#k && score <= (best.at(-1)?.score ?? 0)) return;
      best.splice(best.findLastIndex((other) => other.score >= score) + 1, 0, { at, score });
      best.length = Math.min(best.length, this.#k);
    });
  }
}

/** Four sums, so that no addition waits for the one before. */
function dot(one: Float64Array, other: Float64Array): number {
  let [first, second, third, fourth] = [0, 0, 0, 0];
  let at = 0;
  for (; at + 3 < one.length; at += 4) {
    first += (one[at] ?? 0) * (other[at] ?? 0);
    second += (one[at + 1] ?? 0) * (other[at + 1] ?? 0);
    third += (one[at + 2] ?? 0) * (other[at + 2] ?? 0);
    fourth += (one[at + 3] ?? 0) * (other[at + 3] ?? 0);
  }
  for (; at < one.length; at++) first += (one[at] ?? 0) * (other[at] ?? 0);
  return first + second + third + fourth;
}
