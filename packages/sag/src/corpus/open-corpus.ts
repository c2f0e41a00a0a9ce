import { stat } from 'node:fs/promises';
import { InvalidInputError, type Retriever } from '@agentd/agent-core';
import {
  type Embedder,
  type IngestSummary,
  openIndex,
  type PassageIndex,
  RetrieverError,
  searchR1Retriever,
  type SearchMode,
} from '@agentd/retriever';
import { defaultCacheDir } from '@agentd/sandbox';
import { indexOfDocuments } from './documents-index.ts';

/** What {@link openCorpus} takes besides the path. */
export interface OpenCorpusOptions {
  /** Where the indexes of documents are kept; default `AGENTD_CACHE_DIR`, else the user's cache folder. */
  cacheDir?: string | undefined;
  /** The one that an index was made with; documents are indexed with its vectors too. Without: by words alone. */
  embedder?: Embedder | undefined;
  /** Default `hybrid` with an embedder and `bm25` without. */
  mode?: SearchMode | undefined;
  /** Of a search server that asks for one. */
  token?: string | undefined;
  /** Told what is going on while documents are indexed. */
  onProgress?: ((stage: string) => void) | undefined;
  /** Told what was indexed; not called where the index was there already. */
  onIndexed?: ((summary: IngestSummary) => void) | undefined;
  /** Stops the opening; what was indexed so far is kept, and the next call goes on from there. */
  signal?: AbortSignal | undefined;
}

/** A corpus that is ready to be searched. */
export interface Corpus extends Retriever {
  /** Frees the index. An embedder stays open. */
  close(): Promise<void>;
}

/**
 * Makes a path searchable, whatever is there: an index (a folder, or an address such as `s3://…`), a folder of
 * documents, a corpus file, or a search server of the Search-R1 form at `http(s)://…`.
 *
 * Folders and files are indexed the first time, in the cache folder, and again once a name, a size or a time of change
 * in them is another. Of two processes that come at the same time one indexes and the other waits.
 * @throws AgentdError `retriever/missing-dependency` without `@lancedb/lancedb` and `apache-arrow`
 * @throws InvalidInputError `retriever/bad-options`
 * @throws RetrieverError `retriever/source-missing`, `retriever/source-empty`, `retriever/cache-unwritable`,
 * `retriever/unreachable` and what else `openIndex`, `pathSource`
 * and `PassageIndex.ingest` throw
 */
export async function openCorpus(path: string, options: OpenCorpusOptions = {}): Promise<Corpus> {
  const { signal, embedder, mode, token, cacheDir = defaultCacheDir() } = options;
  signal?.throwIfAborted();
  if (/^https?:\/\//i.test(path)) return searchServer(path, options);
  if (token !== undefined) throw unusable(path, 'token', 'is for a search server at http://… or https://…');
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(path)) return openIndex({ path, embedder, mode });
  const found = await stat(path).catch((cause: unknown) => {
    throw new RetrieverError(`There is no corpus at ${path}. Give an index, a folder of documents or a corpus file.`, {
      code: 'retriever/source-missing',
      cause,
    });
  });
  const index = found.isDirectory() ? await indexAt({ path, embedder, mode }) : undefined;
  return index ?? indexOfDocuments(path, cacheDir, options);
}

async function searchServer(baseURL: string, options: OpenCorpusOptions): Promise<Corpus> {
  const { embedder, mode, token, signal } = options;
  const given = embedder === undefined ? mode : 'an embedder';
  if (given !== undefined)
    throw unusable(baseURL, given, 'cannot be chosen for a search server: it searches its own way');
  const server = searchR1Retriever({ baseURL, token });
  // Better found out now than by the model.
  await server.search('Is the server there?', { k: 1, signal });
  return { ...server, close: () => Promise.resolve() };
}

/** The index in a folder, or undefined where there is none. */
async function indexAt(options: Parameters<typeof openIndex>[0]): Promise<PassageIndex | undefined> {
  try {
    return await openIndex(options);
  } catch (error) {
    if (RetrieverError.isInstance(error, 'retriever/not-an-index')) return undefined;
    throw error;
  }
}

function unusable(path: string, what: string, why: string): InvalidInputError {
  return new InvalidInputError(`The corpus ${path} cannot be opened like this: ${what} ${why}.`, {
    code: 'retriever/bad-options',
  });
}
