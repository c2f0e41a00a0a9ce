import { basename } from 'node:path';
import type { CallOptions, Passage } from '@agentd/agent-core';
import type { Table } from '@lancedb/lancedb';
import { z } from 'zod';
import { checkQuery } from '../check-query.ts';
import type { Embedder } from '../embedder.ts';
import type { PassageSource } from '../passage-source.ts';
import { abortable } from '../abortable.ts';
import { buildIndexes } from './build-indexes.ts';
import type { BuildOptions } from './build-options.ts';
import { writeFinished } from './checkpoint.ts';
import { textOf } from './columns.ts';
import { describeIndex } from './describe-index.ts';
import { oneOf } from './filter.ts';
import type { IngestOptions, IngestSummary } from './ingest-options.ts';
import { ingest, type Ingested } from './ingest.ts';
import { withLanceErrors } from './lance-errors.ts';
import type {
  IndexInfo,
  IndexSearchOptions,
  PassageIndex,
  Reranker,
  SearchMode,
  StoredPassage,
} from './passage-index.ts';
import { search } from './search.ts';
import type { Store } from './store.ts';
import { isFolder, lockForWriting } from './writer-lock.ts';

const storedRows = z.array(z.object({ id: z.string(), title: z.string(), contents: z.string(), source: z.string() }));

/** How a {@link LanceIndex} searches. */
export interface LanceIndexOptions {
  embedder: Embedder | undefined;
  mode: SearchMode;
  reranker: Reranker | undefined;
}

/** A {@link PassageIndex} in a LanceDB table. */
export class LanceIndex implements PassageIndex {
  readonly id: string;
  readonly #store: Store;
  readonly #options: LanceIndexOptions;

  constructor(store: Store, options: LanceIndexOptions) {
    this.#store = store;
    this.#options = options;
    this.id = `${basename(store.path)} (${options.mode})`;
  }

  async search(query: string, options: IndexSearchOptions = {}): Promise<Passage[]> {
    const { k = 3, signal, reranker = this.#options.reranker, depth = 50 } = options;
    checkQuery(query, k);
    signal?.throwIfAborted();
    const context = { store: this.#store, embedder: this.#options.embedder, mode: this.#options.mode };
    const find = (count: number): Promise<Passage[]> => abortable(search(context, query, count, options), signal);
    if (reranker === undefined || reranker === null) return find(k);
    const candidates = await find(Math.max(k, depth));
    return (await reranker(query, candidates, { signal })).slice(0, k);
  }

  async ingest(source: PassageSource, options: IngestOptions = {}): Promise<IngestSummary> {
    const { embedder } = this.#options;
    const { signal, vectorIndex, dryRun = false, buildIndexes: isBuilt = true } = options;
    const startedAt = performance.now();
    const work = (table: Table): Promise<Ingested> => ingest(this.#store, table, source, { ...options, embedder });
    const { summary, reportStep } = await this.#write(work, signal, dryRun);
    if (isBuilt && !dryRun) await this.buildIndexes({ signal, vectorIndex, onStep: reportStep });
    return { ...summary, seconds: (performance.now() - startedAt) / 1000 };
  }

  buildIndexes(options: BuildOptions = {}): Promise<void> {
    // A step that was begun is left to end by itself, and has the lock until then.
    const building = this.#write((table) => buildIndexes(this.#store, table, options), options.signal);
    return abortable(building, options.signal);
  }

  removeSource(name: string, { signal }: CallOptions = {}): Promise<number> {
    const condition = oneOf('source', [name]);
    const remove = async (table: Table): Promise<number> => {
      const passages = await table.countRows(condition);
      if (passages > 0) await table.delete(condition);
      await writeFinished(table, name, null);
      return passages;
    };
    return this.#write((table) => withLanceErrors(this.#store.path, 'removing a source', () => remove(table)), signal);
  }

  async get(ids: readonly string[], { signal }: CallOptions = {}): Promise<StoredPassage[]> {
    if (ids.length === 0) return [];
    const columns = ['id', 'title', 'contents', 'source'];
    const find = this.#store.read('reading passages', (table) =>
      table.query().where(oneOf('id', ids)).select(columns).toArray(),
    );
    const rows = storedRows.parse((await abortable(find, signal)).map((row) => ({ ...row })));
    const found = new Map(rows.map((row) => [row.id, row]));
    return ids.flatMap((id) => {
      const row = found.get(id);
      return row === undefined
        ? []
        : [{ id, title: row.title, text: textOf(row.title, row.contents), source: row.source }];
    });
  }

  count({ signal }: CallOptions = {}): Promise<number> {
    return abortable(
      this.#store.read('counting passages', (table) => table.countRows()),
      signal,
    );
  }

  info({ signal }: CallOptions = {}): Promise<IndexInfo> {
    return abortable(
      this.#store.read('describing the index', (table) => describeIndex(this.#store, table)),
      signal,
    );
  }

  async close(): Promise<void> {
    this.#store.close();
  }

  async #write<T>(work: (table: Table) => Promise<T>, signal: AbortSignal | undefined, isReadOnly = false): Promise<T> {
    signal?.throwIfAborted();
    const { path } = this.#store;
    const table = await withLanceErrors(path, 'opening it', () => this.#store.writer());
    const release = isFolder(path) && !isReadOnly ? await lockForWriting(path) : undefined;
    try {
      // What was committed before the lock was taken.
      await table.checkoutLatest();
      return await work(table);
    } finally {
      await release?.();
      table.close();
      if (!isReadOnly) await this.#store.refresh().catch(() => {});
    }
  }
}
