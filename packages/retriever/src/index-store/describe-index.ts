import type { IndexConfig, Table } from '@lancedb/lancedb';
import { isVectorIndex } from './build-indexes.ts';
import { readCheckpoints, readFinished } from './checkpoint.ts';
import type { IndexInfo, SearchIndexInfo } from './passage-index.ts';
import type { Store } from './store.ts';
import { readVectorSettings } from './vector-index.ts';

/** What is known of an index. */
export async function describeIndex({ path, description }: Store, table: Table): Promise<IndexInfo> {
  const [version, passages, stats, indexes, checkpoints, finished, settings] = await Promise.all([
    table.version(),
    table.countRows(),
    table.stats(),
    table.listIndices(),
    readCheckpoints(table),
    readFinished(table),
    readVectorSettings(table),
  ]);
  const sources = [...checkpoints].map(([name, { stored, refused, read }]) => ({
    name,
    passages: stored,
    refused,
    finished: (finished.get(name)?.read ?? -1) >= read,
  }));
  const isApproximate = indexes.some(isVectorIndex);
  return {
    path,
    schemaVersion: description.schemaVersion,
    version,
    passages,
    sizeBytes: stats.totalBytes,
    language: description.language,
    embedder: description.embedder,
    vectorSearch: description.embedder === null ? 'none' : isApproximate ? 'approximate' : 'exact',
    vectorIndex: description.embedder === null ? null : settings,
    sources: sources.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    indexes: indexes.map(describeSearchIndex),
  };
}

function describeSearchIndex(index: IndexConfig): SearchIndexInfo {
  const { columns, indexType, numIndexedRows = 0, numUnindexedRows = 0, sizeBytes = 0 } = index;
  const details: unknown = index.indexDetails;
  return {
    column: columns.join(', '),
    type: indexType,
    indexedRows: numIndexedRows,
    unindexedRows: numUnindexedRows,
    sizeBytes,
    details: typeof details === 'object' && details !== null ? { ...details } : {},
  };
}
