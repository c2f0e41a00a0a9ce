export type { Embedder, EmbedderIdentity, EmbeddingKind } from './embedder.ts';
export { RetrieverError } from './errors.ts';
export type { BadRow, PassageSource, ReadOptions, ReadPassage, SourcePassage } from './passage-source.ts';
