import type { Table } from '@lancedb/lancedb';
import { z } from 'zod';
import { RetrieverError } from '../errors.ts';
import { oneOf } from './filter.ts';

const count = z.int().nonnegative();

const checkpointSchema = z.object({
  /** Passages of the source that were read, up to this commit. */
  read: count,
  /** Of these, passages that are in the index. */
  stored: count,
  /** Of these, passages that were left out, by reason. */
  refused: z.record(z.string(), count),
  /** SHA-256 over the ids, titles and texts that were read: whether a source still begins like that. */
  digest: z.string(),
});

/**
 * How far the ingestion of a source has come. It stands in the last row of each commit, so that passages and
 * checkpoint are stored together or not at all.
 */
export type Checkpoint = z.infer<typeof checkpointSchema>;

const finishedSchema = z.object({ read: count, finishedAt: z.iso.datetime() });

/** Set once a source was read to its end. */
export type Finished = z.infer<typeof finishedSchema>;

const checkpointRow = z.object({ source: z.string(), checkpoint: z.string() });
const finishedPrefix = 'agentd.finished:';

/** The last checkpoint of each source, or of one. */
export async function readCheckpoints(table: Table, source?: string): Promise<Map<string, Checkpoint>> {
  const ofSource = source === undefined ? '' : ` AND ${oneOf('source', [source])}`;
  const query = table.query().where(`checkpoint IS NOT NULL${ofSource}`).select(['source', 'checkpoint']);
  const last = new Map<string, Checkpoint>();
  for (const row of z.array(checkpointRow).parse((await query.toArray()).map(plain))) {
    const parsed = checkpointSchema.safeParse(JSON.parse(row.checkpoint));
    if (!parsed.success) {
      throw new RetrieverError(
        `A checkpoint of the source ${row.source} can't be read: ${row.checkpoint.slice(0, 200)}. Remove the source and ingest it again.`,
        { code: 'retriever/corrupt-index', cause: parsed.error },
      );
    }
    if (parsed.data.read > (last.get(row.source)?.read ?? -1)) last.set(row.source, parsed.data);
  }
  return last;
}

/** Sources that were read to their end. */
export async function readFinished(table: Table): Promise<Map<string, Finished>> {
  const field = (await table.schema()).fields.find(({ name }) => name === 'checkpoint');
  const finished = new Map<string, Finished>();
  for (const [key, value] of field?.metadata ?? []) {
    if (!key.startsWith(finishedPrefix)) continue;
    finished.set(key.slice(finishedPrefix.length), finishedSchema.parse(JSON.parse(value)));
  }
  return finished;
}

/** @param finished null forgets the source */
export async function writeFinished(table: Table, source: string, finished: Finished | null): Promise<void> {
  const value = finished === null ? null : JSON.stringify(finished);
  await table.updateFieldMetadata([{ path: 'checkpoint', metadata: { [`${finishedPrefix}${source}`]: value } }]);
}

/** LanceDB's rows are proxies, which schemas don't take. */
function plain(row: object): object {
  return { ...row };
}
