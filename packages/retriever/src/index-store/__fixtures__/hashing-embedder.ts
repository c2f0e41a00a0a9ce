import { hash } from 'node:crypto';
import type { Embedder, EmbeddingKind } from '../../embedder.ts';

/** What tests of the embedder's part look at. */
export interface HashingEmbedder extends Embedder {
  /** Texts of each call. */
  readonly calls: { kind: EmbeddingKind; texts: number }[];
}

/** Vectors of word counts, by hashes of the words: texts with words in common are near to each other. */
export function hashingEmbedder(options: { dimension?: number; fingerprint?: string } = {}): HashingEmbedder {
  const { dimension = 64, fingerprint = `hashing-${dimension}` } = options;
  const calls: HashingEmbedder['calls'] = [];
  return {
    identity: { model: 'hashing', dimension, prefixes: { query: 'query: ', passage: 'passage: ' }, fingerprint },
    calls,
    async embed(texts, kind, { signal } = {}) {
      signal?.throwIfAborted();
      calls.push({ kind, texts: texts.length });
      return texts.map((text) => {
        const vector = new Float32Array(dimension).fill(0.01);
        for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
          const at = hash('sha256', word, 'buffer').readUInt32LE(0) % dimension;
          vector[at] = (vector[at] ?? 0) + 1;
        }
        return vector;
      });
    },
  };
}
