import type * as LanceDb from '@lancedb/lancedb';
import { checkOptions } from '../check-options.ts';
import { choiceSchema, settingsSchema, type VectorIndexChoice, type VectorIndexSettings } from './vector-options.ts';

/** Below so many vectors every search compares all of them, which is exact and takes some tens of milliseconds. */
const exactBelow = 20_000;
const settingsKey = 'agentd.vector-index';

/** As they were written last. */
export async function readVectorSettings(table: LanceDb.Table): Promise<VectorIndexSettings> {
  const field = (await table.schema()).fields.find(({ name }) => name === 'vector');
  const json = field?.metadata.get(settingsKey);
  return json === undefined ? { choice: 'auto', partitions: 0 } : settingsSchema.parse(JSON.parse(json));
}

/** What {@link buildVectorIndex} needs. */
export interface VectorIndexState {
  lance: typeof LanceDb;
  table: LanceDb.Table;
  rows: number;
  index: LanceDb.IndexConfig | undefined;
  /** Undefined: as last time. */
  choice: VectorIndexChoice | undefined;
}

/**
 * Makes, replaces or drops the vector index where that is needed; rows that are new are left to LanceDB's `optimize`.
 * @param create runs the work that may take long
 * @throws InvalidInputError `retriever/bad-options`
 */
export async function buildVectorIndex(
  { lance, table, rows, index, choice }: VectorIndexState,
  create: (work: () => Promise<void>) => Promise<unknown>,
): Promise<void> {
  const last = await readVectorSettings(table);
  const wanted = choice === undefined ? last.choice : checkOptions('buildIndexes', choiceSchema, choice);
  const isChanged = JSON.stringify(wanted) !== JSON.stringify(last.choice);
  const isExact = wanted === 'exact' || (wanted === 'auto' && rows < exactBelow);
  const indexed = index?.numIndexedRows ?? 0;
  // Where most of the table came later, the partitions no longer fit it.
  const isFit = isExact ? index === undefined : indexed > 0 && indexed * 2 >= rows && !isChanged;
  if (isFit && !isChanged) return;
  // The old index goes before the new settings come, so that after an interruption the two never contradict.
  if (index !== undefined && (isExact || isChanged)) await table.dropIndex(index.name);
  const { partitions = Math.ceil(Math.sqrt(rows)), bits = 1 } = typeof wanted === 'string' ? {} : wanted;
  const settings: VectorIndexSettings = { choice: wanted, partitions: isExact ? 0 : partitions };
  await table.updateFieldMetadata([{ path: 'vector', metadata: { [settingsKey]: JSON.stringify(settings) } }]);
  if (isExact || rows === 0) return;
  const config = lance.Index.ivfRq({ distanceType: 'l2', numPartitions: partitions, numBits: bits });
  await create(() => table.createIndex('vector', { config, replace: true }));
}
