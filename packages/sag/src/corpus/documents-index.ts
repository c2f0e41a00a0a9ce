import { hash } from 'node:crypto';
import { mkdir, readdir, rm, stat, utimes } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  createIndex,
  INDEX_SCHEMA_VERSION,
  type IngestProgress,
  type IngestSummary,
  openIndex,
  type OpenIndexOptions,
  type PassageIndex,
  pathSource,
  RetrieverError,
} from '@agentd/retriever';
import { fingerprint } from './fingerprint.ts';
import type { Corpus, OpenCorpusOptions } from './open-corpus.ts';

/** Changes whenever the same documents would be indexed in another way. */
const FORM = 1;
/** Indexes of earlier states of the documents may be in use for so long. */
const staleMs = 24 * 60 * 60 * 1_000;
const waitMs = 500;

/** The index of a folder of documents or of a corpus file, from the cache or made now. */
export async function indexOfDocuments(path: string, cacheDir: string, options: OpenCorpusOptions): Promise<Corpus> {
  const { embedder, signal } = options;
  const whole = resolve(path);
  const origin = hash('sha256', JSON.stringify([FORM, INDEX_SCHEMA_VERSION, whole, embedder?.identity ?? null]));
  const folder = join(cacheDir, 'corpora');
  const name = `${origin.slice(0, 16)}-${await fingerprint(whole, signal)}`;
  await makeFolder(folder);
  await removeStale(folder, origin.slice(0, 16), name);
  const index = await readyIndex(join(folder, name), whole, options);
  await utimes(join(folder, name), new Date(), new Date()).catch(() => undefined);
  return {
    id: index.id.replace(name, basename(whole)),
    search: (query, searching) => index.search(query, searching),
    close: () => index.close(),
  };
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new RetrieverError(
      `The index of the documents cannot be kept in ${folder}: ${reason}. Set AGENTD_CACHE_DIR to a folder that can be written, or make an index with "agentd index build" and give its path.`,
      { code: 'retriever/cache-unwritable', cause },
    );
  }
}

/** Waits where another process is at it, and makes a damaged index anew. */
async function readyIndex(at: string, path: string, options: OpenCorpusOptions): Promise<PassageIndex> {
  const { signal, onProgress } = options;
  let isRebuilt = false;
  for (;;) {
    try {
      return await openOrMake(at, path, options);
    } catch (error) {
      signal?.throwIfAborted();
      if (RetrieverError.isInstance(error, 'retriever/locked')) {
        onProgress?.(`waiting for another process that indexes ${basename(path)}`);
        await sleep(waitMs, undefined, { signal }).catch(() => undefined);
        signal?.throwIfAborted();
      } else if (RetrieverError.isInstance(error, 'retriever/corrupt-index') && !isRebuilt) {
        isRebuilt = true;
        await rm(at, { recursive: true, force: true });
      } else throw error;
    }
  }
}

async function openOrMake(at: string, path: string, options: OpenCorpusOptions): Promise<PassageIndex> {
  const { signal, onIndexed } = options;
  const index = await openOrCreate({ path: at, embedder: options.embedder, mode: options.mode });
  try {
    const { passages, sources, indexes } = await index.info({ signal });
    if (!sources.some(({ finished }) => finished)) {
      const summary = await ingest(index, path, options);
      if (summary.stored === 0) throw empty(path, summary);
      onIndexed?.(summary);
    } else if (passages === 0) {
      throw empty(path);
    } else if (indexes.some(({ unindexedRows }) => unindexedRows > 0)) {
      // An earlier call was interrupted at its very end.
      await index.buildIndexes({ signal });
    }
    return index;
  } catch (error) {
    await index.close();
    throw error;
  }
}

/** Opening first, because making an index takes the lock for a moment. */
async function openOrCreate(options: OpenIndexOptions): Promise<PassageIndex> {
  try {
    return await openIndex(options);
  } catch (error) {
    const isThere = !['retriever/index-missing', 'retriever/not-an-index'].some((code) =>
      RetrieverError.isInstance(error, code),
    );
    if (isThere) throw error;
    return createIndex({ ...options, ifExists: 'open' });
  }
}

async function ingest(index: PassageIndex, path: string, options: OpenCorpusOptions): Promise<IngestSummary> {
  const { signal, onProgress } = options;
  const source = await pathSource(path, { signal });
  return index.ingest(source, {
    signal,
    onProgress: (progress) => onProgress?.(stageOf(basename(path), progress)),
  });
}

/** Earlier states of the same documents. */
async function removeStale(folder: string, origin: string, current: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(`${origin}-`) || name === current) continue;
    const used = await stat(join(folder, name)).catch(() => undefined);
    if (used === undefined || Date.now() - used.mtimeMs < staleMs) continue;
    await rm(join(folder, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

function stageOf(name: string, { phase, step, stored, bytes, bytesRead, secondsLeft }: IngestProgress): string {
  if (phase === 'indexing') return `indexing ${name}: ${step ?? 'search indexes'}`;
  const share = bytes === 0 ? '' : `, ${Math.floor((100 * bytesRead) / bytes)} %`;
  const left = secondsLeft === undefined ? '' : `, ${Math.ceil(secondsLeft)} s left`;
  return `indexing ${name}: ${stored.toLocaleString('en-US')} passages${share}${left}`;
}

function empty(path: string, summary?: IngestSummary): RetrieverError {
  const [first] = summary?.badRows.first ?? [];
  const example =
    first === undefined ? '' : ` The first row that is none: ${first.file}, row ${first.row}: ${first.reason}.`;
  return new RetrieverError(
    `${path} holds no passage.${example} To see what is wrong, run: agentd index build ${path} --dry-run`,
    { code: 'retriever/source-empty' },
  );
}
