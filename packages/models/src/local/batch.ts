/**
 * The next batch of a decoding step. Samples that come from the same row and drew the same token have the same tokens
 * so far, hence the same cache and the same logits: they are computed as one row until they part.
 */
export class Batch {
  readonly #vocabularySize: number;
  readonly #places = new Map<number, number>();
  /** For each row of the batch, the row of the previous output that it goes on from. */
  readonly sources: number[] = [];
  /** For each row of the batch, the token to feed. */
  readonly ids: number[] = [];

  constructor(vocabularySize: number) {
    this.#vocabularySize = vocabularySize;
  }

  /** The row for a sample that goes on from `source` with token `id`. */
  place(source: number, id: number): number {
    const key = source * this.#vocabularySize + id;
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const row = this.ids.length;
    this.#places.set(key, row);
    this.sources.push(source);
    this.ids.push(id);
    return row;
  }

  /** Whether the batch has just the rows of the previous output, in order, so that its cache can be used as it is. */
  keepsAll(rows: number): boolean {
    return this.sources.length === rows && this.sources.every((source, row) => source === row);
  }
}
