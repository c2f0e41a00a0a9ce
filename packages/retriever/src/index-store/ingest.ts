import type { Table } from '@lancedb/lancedb';
import type { Embedder } from '../embedder.ts';
import type { PassageSource } from '../passage-source.ts';
import { ensureTextIndexes } from './build-indexes.ts';
import type { BuildStep } from './build-options.ts';
import { writeFinished } from './checkpoint.ts';
import { loadIds } from './load-ids.ts';
import { checkIngestOptions, type IngestOptions, type IngestSummary } from './ingest-options.ts';
import { Ingestion } from './ingestion.ts';
import { withLanceErrors } from './lance-errors.ts';
import { ProgressMeter } from './progress-meter.ts';
import { RowVectors } from './row-vectors.ts';
import type { Store } from './store.ts';

/** What was ingested, and how the last stage tells of itself. */
export interface Ingested {
  summary: Omit<IngestSummary, 'seconds'>;
  reportStep: (step: BuildStep) => void;
}

/** Puts the passages of a source into the table, from where an earlier call had come to. */
export async function ingest(
  store: Store,
  table: Table,
  source: PassageSource,
  { embedder, ...options }: IngestOptions & { embedder: Embedder | undefined },
): Promise<Ingested> {
  const { limit, batchSize, dryRun } = checkIngestOptions(options);
  const { signal, onProgress } = options;
  const inStore = <T>(doing: string, work: () => Promise<T>): Promise<T> =>
    withLanceErrors(store.path, doing, work, signal);

  if (!dryRun) await inStore('making the text index', () => ensureTextIndexes(store, table));
  const ids = await inStore('reading the ids', () => loadIds(table, signal));
  const vectors = new RowVectors(store.description.embedder, embedder);
  const onBatch = (): void => onProgress?.(meter.now());
  const ingestion = new Ingestion({ store, table, source, ids, vectors, options, batchSize, dryRun, onBatch });
  const meter = new ProgressMeter(ingestion, source.bytes, limit);

  const from = await ingestion.resume();
  const skip = from?.read ?? 0;
  let finished = false;
  try {
    if (limit === undefined || skip < limit) {
      meter.enter(skip === 0 ? 'ingesting' : 'checking');
      onBatch();
      finished = true;
      for await (const read of source.read({ signal, onBadRow: (row) => ingestion.badRows.add(row) })) {
        signal?.throwIfAborted();
        if (ingestion.read === limit) {
          finished = false;
          break;
        }
        meter.bytesRead = read.bytesRead;
        await ingestion.take(read.passage);
        if (ingestion.read === skip) meter.enter('ingesting');
      }
      await ingestion.finish();
    }
  } finally {
    await ingestion.settle();
  }
  if (finished && !dryRun) {
    const state = { read: ingestion.read, finishedAt: new Date().toISOString() };
    await inStore('marking the source as finished', () => writeFinished(table, source.name, state));
  }
  meter.enter('indexing');
  const resumedFrom = from?.stored ?? 0;
  const summary = {
    source: source.name,
    read: Math.max(ingestion.read, skip),
    stored: ingestion.stored,
    added: ingestion.stored - resumedFrom,
    resumedFrom,
    badRows: ingestion.badRows.summary(),
    cut: vectors.cut,
    finished,
  };
  return { summary, reportStep: (step) => onProgress?.(meter.now(step)) };
}
