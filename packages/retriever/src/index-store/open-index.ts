import { mkdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type * as LanceDb from '@lancedb/lancedb';
import { checkOptions } from '../check-options.ts';
import type { Embedder, EmbedderIdentity } from '../embedder.ts';
import { RetrieverError } from '../errors.ts';
import { ensureTextIndexes } from './build-indexes.ts';
import { tableSchema } from './columns.ts';
import {
  DESCRIPTION_KEY,
  INDEX_SCHEMA_VERSION,
  type IndexDescription,
  parseDescription,
  TABLE_NAME,
} from './description.ts';
import { withLanceErrors } from './lance-errors.ts';
import { LanceIndex } from './lance-index.ts';
import { type CreateIndexOptions, createOptionsSchema, type OpenIndexOptions, openOptionsSchema } from './options.ts';
import type { PassageIndex } from './passage-index.ts';
import { loadPeers } from './peers.ts';
import { Store } from './store.ts';
import { isFolder, lockForWriting } from './writer-lock.ts';

/**
 * Makes an empty index. It can be searched by words at once; with an embedder also by vectors.
 * @throws AgentdError `retriever/missing-dependency` without `@lancedb/lancedb` and `apache-arrow`
 * @throws InvalidInputError `retriever/bad-options`
 * @throws RetrieverError `retriever/index-exists`, `retriever/locked`, `retriever/not-a-folder`,
 * `retriever/disk-full` or `retriever/storage-failed`
 */
export async function createIndex(options: CreateIndexOptions): Promise<PassageIndex> {
  checkOptions('createIndex', createOptionsSchema, options);
  const { embedder, vectors = embedder?.identity ?? null, language = 'English', ifExists = 'fail' } = options;
  const path = normalised(options.path);
  const description: IndexDescription = { schemaVersion: INDEX_SCHEMA_VERSION, language, embedder: vectors };
  const { lance, arrow } = await loadPeers();
  if (isFolder(path)) await makeFolder(path);
  const release = isFolder(path) ? await lockForWriting(path) : undefined;
  try {
    if (await hasTable(path, lance, options)) {
      if (ifExists === 'open') return await openIndex(options);
      throw new RetrieverError(
        `There is an index at ${path} already. Open it, give another path, or remove that folder.`,
        { code: 'retriever/index-exists' },
      );
    }
    return await withLanceErrors(path, 'making it', async () => {
      const connection = await connect(lance, path, options);
      const table = await connection.createEmptyTable(TABLE_NAME, tableSchema(arrow, description));
      const store = new Store({ path, lance, arrow, connection, table, description });
      await ensureTextIndexes(store, table);
      return open(store, options);
    });
  } finally {
    await release?.();
  }
}

/**
 * Opens an index, to search or to go on ingesting.
 * @throws AgentdError `retriever/missing-dependency` without `@lancedb/lancedb` and `apache-arrow`
 * @throws InvalidInputError `retriever/bad-options`
 * @throws RetrieverError `retriever/index-missing`, `retriever/not-an-index`, `retriever/corrupt-index`,
 * `retriever/newer-schema`, `retriever/embedder-mismatch` or `retriever/storage-failed`
 */
export async function openIndex(options: OpenIndexOptions): Promise<PassageIndex> {
  checkOptions('openIndex', openOptionsSchema, options);
  const path = normalised(options.path);
  const { lance, arrow } = await loadPeers();
  if (!(await hasTable(path, lance, options))) {
    const exists = isFolder(path) && (await stat(path).catch(() => undefined)) !== undefined;
    throw new RetrieverError(
      exists
        ? `${path} is not an index of agentd. Give the folder that createIndex or "agentd index" made.`
        : `There is no index at ${path}. Check the path, or make one with createIndex or "agentd index".`,
      { code: exists ? 'retriever/not-an-index' : 'retriever/index-missing' },
    );
  }
  return withLanceErrors(path, 'opening it', async () => {
    const connection = await connect(lance, path, options);
    const table = await connection.openTable(TABLE_NAME);
    const description = parseDescription((await table.schema()).metadata.get(DESCRIPTION_KEY), path);
    return open(new Store({ path, lance, arrow, connection, table, description }), options);
  });
}

function open(store: Store, { embedder, mode, reranker }: OpenIndexOptions): PassageIndex {
  checkEmbedder(store, embedder);
  return new LanceIndex(store, { embedder, mode: mode ?? (embedder === undefined ? 'bm25' : 'hybrid'), reranker });
}

function checkEmbedder({ path, description }: Store, embedder: Embedder | undefined): void {
  if (embedder === undefined) return;
  const [stored, given] = [description.embedder, embedder.identity];
  if (stored?.fingerprint === given.fingerprint && stored.dimension === given.dimension) return;
  const made = stored === null ? 'without vectors' : `with ${shown(stored)}`;
  const wayOut = stored === null ? 'without an embedder' : 'with that embedder';
  throw new RetrieverError(
    `The index ${path} was made ${made}, and is opened with ${shown(given)}. Open it ${wayOut}, or make a new index.`,
    { code: 'retriever/embedder-mismatch' },
  );
}

function shown({ model, dimension, prefixes, fingerprint }: EmbedderIdentity): string {
  return `${model} (${dimension} dimensions, prefixes ${JSON.stringify(prefixes)}, fingerprint ${fingerprint})`;
}

function connect(
  lance: typeof LanceDb,
  path: string,
  { storageOptions, apiKey, region }: OpenIndexOptions,
): Promise<LanceDb.Connection> {
  return lance.connect(path, {
    ...(storageOptions === undefined ? {} : { storageOptions }),
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(region === undefined ? {} : { region }),
  });
}

async function hasTable(path: string, lance: typeof LanceDb, options: OpenIndexOptions): Promise<boolean> {
  // Connecting to a folder would make it.
  if (isFolder(path)) {
    return stat(join(path, `${TABLE_NAME}.lance`)).then(
      (found) => found.isDirectory(),
      () => false,
    );
  }
  return withLanceErrors(path, 'connecting', async () => {
    const connection = await connect(lance, path, options);
    const names = await connection.tableNames({ startAfter: TABLE_NAME.slice(0, -1), limit: 100 });
    connection.close();
    return names.includes(TABLE_NAME);
  });
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new RetrieverError(`The folder ${path} for the index can't be made: ${reason}.`, {
      code: 'retriever/not-a-folder',
      cause,
    });
  }
}

function normalised(path: string): string {
  return isFolder(path) ? resolve(path) : path;
}
