import type * as LanceDb from '@lancedb/lancedb';
import { z } from 'zod';
import type { Hit } from './fusion.ts';
import { bestWithTies } from './text-search.ts';
import type { VectorSearchOptions } from './vector-options.ts';

const vectorHits = z.array(z.object({ id: z.string(), _rowid: z.bigint(), _distance: z.number() }));

/** Places for passages whose vectors are equal. */
const tieMargin = 4;

/** Passages by cosine similarity; exact where there is no vector index. */
export async function vectorSearch(
  table: LanceDb.Table,
  vector: Float32Array,
  depth: number,
  where: string | undefined,
  options: VectorSearchOptions & { partitions: number },
): Promise<Hit[]> {
  const { probes = defaultProbes(options.partitions), refine = defaultRefine(depth) } = options;
  return bestWithTies(depth, tieMargin, async (limit) => {
    // Of vectors of length 1 the squared distance is 2 - 2 cosine; its index is trained in half the time.
    const search = table.query().nearestTo(vector).column('vector').distanceType('l2').nprobes(probes);
    if (where !== undefined) search.where(where);
    const rows = await search.refineFactor(refine).select(['id', '_rowid', '_distance']).limit(limit).toArray();
    const hits = vectorHits.parse(rows.map((row) => ({ ...row })));
    return hits.map(({ id, _rowid, _distance }) => ({ id, row: _rowid, score: 1 - _distance / 2 }));
  });
}

function defaultProbes(partitions: number): number {
  return Math.min(200, Math.max(20, Math.ceil(partitions / 20)));
}

/** With 1 bit a dimension the codes alone do not tell the very nearest: few passages need many candidates each. */
function defaultRefine(depth: number): number {
  return Math.ceil((150 + 15 * depth) / (depth + tieMargin));
}
