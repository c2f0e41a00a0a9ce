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

/** Turns texts into vectors of length 1. */
export interface Embedder {
  readonly identity: EmbedderIdentity;
  /** One vector for each text, in the order of the texts. */
  embed(texts: readonly string[], kind: EmbeddingKind, options?: CallOptions): Promise<Float32Array[]>;
  /** Frees the model. */
  close?(): Promise<void>;
}
