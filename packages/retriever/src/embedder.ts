import type { CallOptions } from '@agentd/agent-core';

/** What a text is embedded as: some models, such as e5, have a prefix for each. */
export type EmbeddingKind = 'query' | 'passage';

/** What an index stores of its embedder, to refuse another one. */
export interface EmbedderIdentity {
  /** Name of the model, such as `intfloat/e5-base-v2`. */
  model: string;
  /** Numbers in a vector. */
  dimension: number;
  /** Put before each query and each passage. */
  prefixes: Record<EmbeddingKind, string>;
  /** Hash of all that decides a vector: weights, pooling, normalisation, length limit, prefixes. */
  fingerprint: string;
}

/** A text of which only the beginning went into its vector. */
export interface CutText {
  /** Where it stands among the texts of the call. */
  index: number;
  /** How many tokens it has, prefix included. */
  tokens: number;
  /** How many of them were embedded. */
  limit: number;
}

/** What {@link Embedder.embed} takes besides the texts. */
export interface EmbedOptions extends CallOptions {
  /** Told of each text that is too long, by an embedder that counts tokens itself. */
  onCut?: ((cut: CutText) => void) | undefined;
}

/** Turns texts into vectors of length 1. */
export interface Embedder {
  readonly identity: EmbedderIdentity;
  /**
   * One vector for each text, in the order of the texts. Calls with hundreds of texts are the fastest: the texts of a
   * call are put into batches of equal length.
   * @throws InvalidInputError `retriever/bad-texts` when there is no text, or one is not a string
   * @throws RetrieverError `retriever/bad-vector` when the model gives a vector that has no direction
   */
  embed(texts: readonly string[], kind: EmbeddingKind, options?: EmbedOptions): Promise<Float32Array[]>;
  /** Frees the model. */
  close?(): Promise<void>;
}
