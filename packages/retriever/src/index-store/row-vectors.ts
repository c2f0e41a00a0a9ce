import { toUnitLength } from '../embedders/check.ts';
import type { Embedder, EmbedderIdentity } from '../embedder.ts';
import { RetrieverError } from '../errors.ts';
import type { SourcePassage } from '../passage-source.ts';
import type { Row } from './columns.ts';

/** Gives passages the vectors of an index: those they bring, or those of the embedder. */
export class RowVectors {
  readonly #identity: EmbedderIdentity | null;
  readonly #embedder: Embedder | undefined;
  /** Passages too long for the embedder: only their beginning is in their vectors. */
  cut = 0;

  /** @param identity null where the index has no vectors */
  constructor(identity: EmbedderIdentity | null, embedder: Embedder | undefined) {
    this.#identity = identity;
    this.#embedder = embedder;
  }

  /** Numbers in a vector; undefined where the index has none. */
  get dimension(): number | undefined {
    return this.#identity?.dimension;
  }

  /**
   * @throws RetrieverError `retriever/wrong-dimension`, `retriever/bad-vector` or `retriever/embedder-missing`
   */
  async fill(passages: readonly SourcePassage[], signal: AbortSignal | undefined): Promise<Row[]> {
    const identity = this.#identity;
    if (identity === null) return passages.map(({ id, title, text }) => ({ id, title, text }));
    const without = passages.filter(({ vector }) => vector === undefined);
    const [first] = without;
    if (first !== undefined && this.#embedder === undefined) {
      throw new RetrieverError(
        `The passage ${first.id} has no vector, and the index was opened without its embedder ${identity.model}. Open it with that embedder, or give passages with vectors.`,
        { code: 'retriever/embedder-missing' },
      );
    }
    // As searched: the title belongs to what a passage is about.
    const texts = without.map(({ title, text }) => (title === '' ? text : `${title}\n${text}`));
    const made =
      without.length === 0
        ? []
        : ((await this.#embedder?.embed(texts, 'passage', { signal, onCut: () => this.cut++ })) ?? []);
    const vectors = new Map(without.map(({ id }, at) => [id, made[at]]));
    return passages.map(({ id, title, text, vector }) => {
      const row = vector ?? vectors.get(id);
      return { id, title, text, vector: checkedVector(row, identity, `the passage ${id}`) };
    });
  }
}

/**
 * A copy of length 1.
 * @param name what it belongs to, for the error
 * @throws RetrieverError `retriever/wrong-dimension` or `retriever/bad-vector`
 */
export function checkedVector(
  vector: Float32Array | undefined,
  identity: EmbedderIdentity,
  name: string,
): Float32Array {
  if (vector?.length !== identity.dimension) {
    throw new RetrieverError(
      `The vector of ${name} has ${vector?.length ?? 0} numbers; the index was made for ${identity.dimension} (${identity.model}). Use the vectors or the embedder that it was made with.`,
      { code: 'retriever/wrong-dimension' },
    );
  }
  return toUnitLength(vector.slice(), name);
}
