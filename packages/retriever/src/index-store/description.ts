import { z } from 'zod';
import type { EmbedderIdentity } from '../embedder.ts';
import { RetrieverError } from '../errors.ts';

/** Version of the table's layout; an older agentd refuses a later one. */
export const INDEX_SCHEMA_VERSION = 1;

/** Name of the table in the LanceDB database, and key of the description in its metadata. */
export const TABLE_NAME = 'passages';
export const DESCRIPTION_KEY = 'agentd.index';

/** Languages whose words can be reduced to their stems; `none` searches words as they are written. */
export const textLanguageSchema = z.enum([
  'none',
  'Arabic',
  'Danish',
  'Dutch',
  'English',
  'Finnish',
  'French',
  'German',
  'Greek',
  'Hungarian',
  'Italian',
  'Norwegian',
  'Portuguese',
  'Romanian',
  'Russian',
  'Spanish',
  'Swedish',
  'Tamil',
  'Turkish',
]);

/** See {@link textLanguageSchema}. */
export type TextLanguage = z.infer<typeof textLanguageSchema>;

/** Schema of an embedder's identity as it stands in the index. */
export const embedderIdentitySchema: z.ZodType<EmbedderIdentity> = z.object({
  model: z.string(),
  dimension: z.int().positive(),
  prefixes: z.object({ query: z.string(), passage: z.string() }),
  fingerprint: z.string(),
});

const descriptionSchema = z.object({
  schemaVersion: z.literal(INDEX_SCHEMA_VERSION),
  language: textLanguageSchema,
  embedder: embedderIdentitySchema.nullable(),
});

/** What an index says of itself, from its creation on. */
export type IndexDescription = z.infer<typeof descriptionSchema>;

/**
 * Reads the description in a table's metadata.
 * @param path of the index, for errors
 * @throws RetrieverError `retriever/not-an-index`, `retriever/newer-schema` or `retriever/corrupt-index`
 */
export function parseDescription(json: string | undefined, path: string): IndexDescription {
  if (json === undefined) {
    throw new RetrieverError(
      `${path} holds a LanceDB table named ${TABLE_NAME} that agentd did not make. Give the path of an index.`,
      { code: 'retriever/not-an-index' },
    );
  }
  const damaged = (cause: unknown): RetrieverError =>
    new RetrieverError(
      `The index ${path} has a description that can't be read: ${json.slice(0, 200)}. Build it anew from its sources.`,
      { code: 'retriever/corrupt-index', cause },
    );
  let raw: unknown;
  try {
    raw = JSON.parse(json);
  } catch (cause) {
    throw damaged(cause);
  }
  const version = z.object({ schemaVersion: z.number() }).safeParse(raw).data?.schemaVersion;
  if (version !== undefined && version > INDEX_SCHEMA_VERSION) {
    throw new RetrieverError(
      `The index ${path} has schema version ${version}; this agentd reads up to ${INDEX_SCHEMA_VERSION}. Update @agentd/retriever.`,
      { code: 'retriever/newer-schema' },
    );
  }
  const parsed = descriptionSchema.safeParse(raw);
  if (!parsed.success) throw damaged(parsed.error);
  return parsed.data;
}
