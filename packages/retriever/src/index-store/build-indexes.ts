import type { IndexConfig, Table } from '@lancedb/lancedb';
import type { BuildOptions, BuildStep } from './build-options.ts';
import { withLanceErrors } from './lance-errors.ts';
import type { Store } from './store.ts';
import { textColumns, textIndex } from './text-search.ts';
import { buildVectorIndex } from './vector-index.ts';

/** A table in more pieces than this is put together. */
const manyFragments = 10;

/**
 * Brings the search indexes up to date. Each step is one commit, so that after an interruption the next call does what
 * is left. A step can't be interrupted: an abort takes effect before the next one.
 */
export function buildIndexes(store: Store, table: Table, options: BuildOptions): Promise<void> {
  return withLanceErrors(store.path, 'building the search indexes', () => build(store, table, options), options.signal);
}

async function build(store: Store, table: Table, options: BuildOptions): Promise<void> {
  const { signal, onStep, vectorIndex: choice } = options;
  const step = async (name: BuildStep, work: () => Promise<unknown>): Promise<void> => {
    onStep?.(name);
    signal?.throwIfAborted();
    await work();
  };
  // Puts small files together, indexes what is new and removes old versions: readers that lose one take the next.
  const optimize = () => table.optimize({ cleanupOlderThan: new Date() });

  await ensureTextIndexes(store, table);
  const before = await table.version();
  const isBehind = (await table.listIndices()).some(({ numUnindexedRows = 0 }) => numUnindexedRows > 0);
  const { fragmentStats } = await table.stats();
  if (isBehind) await step('text index', optimize);
  else if (fragmentStats.numSmallFragments > manyFragments) await step('compaction', optimize);
  if (store.description.embedder !== null) {
    const index = (await table.listIndices()).find(isVectorIndex);
    const state = { lance: store.lance, table, rows: await table.countRows(), index, choice };
    await buildVectorIndex(state, (work) => step('vector index', work));
  }
  // The files that were put together above can go only now.
  if ((await table.version()) !== before) await step('compaction', optimize);
}

/** Makes the text indexes where there are none: empty at first, what is not in them yet is searched too. */
export async function ensureTextIndexes(store: Store, table: Table): Promise<void> {
  const present = new Set((await table.listIndices()).flatMap(({ columns }) => columns));
  for (const column of textColumns) {
    if (present.has(column)) continue;
    await table.createIndex(column, { config: textIndex(store.lance, store.description.language) });
  }
}

/** Whether an index is the one of the vectors. */
export function isVectorIndex({ columns }: IndexConfig): boolean {
  return columns.includes('vector');
}
