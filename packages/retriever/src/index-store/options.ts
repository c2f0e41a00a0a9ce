import { z } from 'zod';
import type { Embedder, EmbedderIdentity } from '../embedder.ts';
import { embedderIdentitySchema, type TextLanguage, textLanguageSchema } from './description.ts';
import type { Reranker, SearchMode } from './passage-index.ts';

/** What {@link openIndex} takes. */
export interface OpenIndexOptions {
  /**
   * A folder, `s3://bucket/folder`, `gs://…`, `az://…`, or a LanceDB server at `db://…`. Only in a folder two writers
   * shut each other out; elsewhere see to it that there is one.
   */
  path: string;
  /** Must be the one that the index was made with. Without, only BM25 is searched. */
  embedder?: Embedder | undefined;
  /** How to search where a call does not say; default `hybrid` with an embedder and `bm25` without. */
  mode?: SearchMode | undefined;
  /** Puts what was found into a better order. */
  reranker?: Reranker | undefined;
  /** Credentials and settings of an object storage, see https://docs.lancedb.com/storage/. */
  storageOptions?: Record<string, string> | undefined;
  /** For `db://`. */
  apiKey?: string | undefined;
  /** For `db://`. */
  region?: string | undefined;
}

/** What {@link createIndex} takes. */
export interface CreateIndexOptions extends OpenIndexOptions {
  /** Whose vectors the passages bring, where there is no embedder yet; default those of `embedder`. */
  vectors?: EmbedderIdentity | undefined;
  /** Language of the passages, by which BM25 reduces words to their stems; default `English`. */
  language?: TextLanguage | undefined;
  /** What to do where there is an index; default `fail`. */
  ifExists?: 'fail' | 'open' | undefined;
}

const text = z.string().min(1);

/** Checks what JavaScript callers may get wrong; embedder and reranker are taken as they are. */
export const openOptionsSchema = z.looseObject({
  path: text,
  mode: z.enum(['bm25', 'dense', 'hybrid']).optional(),
  storageOptions: z.record(z.string(), z.string()).optional(),
  apiKey: text.optional(),
  region: text.optional(),
});

/** As {@link openOptionsSchema}. */
export const createOptionsSchema = openOptionsSchema.extend({
  vectors: embedderIdentitySchema.optional(),
  language: textLanguageSchema.optional(),
  ifExists: z.enum(['fail', 'open']).optional(),
});
