import type { Table } from '@lancedb/lancedb';
import { IdSet } from './id-set.ts';

/** The ids of all passages in the table. */
export async function loadIds(table: Table, signal: AbortSignal | undefined): Promise<IdSet> {
  const ids = new IdSet();
  for await (const batch of table.query().select(['id'])) {
    signal?.throwIfAborted();
    for (const id of batch.getChild('id') ?? []) ids.add(String(id));
  }
  return ids;
}
