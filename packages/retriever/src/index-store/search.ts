import type { Passage } from '@agentd/agent-core';
import type { Table } from '@lancedb/lancedb';
import { z } from 'zod';
import { checkOptions } from '../check-options.ts';
import type { Embedder } from '../embedder.ts';
import { RetrieverError } from '../errors.ts';
import { textOf } from './columns.ts';
import { filterCondition } from './filter.ts';
import { byScore, type Hit, reciprocalRankFusion, scoreFusion } from './fusion.ts';
import type { IndexSearchOptions, SearchMode } from './passage-index.ts';
import { checkedVector } from './row-vectors.ts';
import type { Store } from './store.ts';
import { textSearch } from './text-search.ts';
import { readVectorSettings } from './vector-index.ts';
import { vectorSearch } from './vector-search.ts';

/** Passages each list holds, where a call does not say; at 100 the title's part in BM25 misses nothing measurable. */
const defaultDepth = 100;
const defaultDenseWeight = 0.5;
const defaultRankConstant = 60;

const positive = z.int().positive().optional();
const schema = z.looseObject({
  mode: z.enum(['bm25', 'dense', 'hybrid']).optional(),
  depth: positive,
  fusion: z.enum(['scores', 'ranks']).optional(),
  denseWeight: z.number().min(0).max(1).optional(),
  rankConstant: z.number().nonnegative().optional(),
  probes: positive,
  refine: positive,
});
const passageRows = z.array(z.object({ id: z.string(), title: z.string(), contents: z.string() }));

/** What {@link search} needs besides the options. */
export interface SearchContext {
  store: Store;
  embedder: Embedder | undefined;
  mode: SearchMode;
}

/** Finds passages, at most `k`, or `depth` where they are to be reranked. */
export async function search(
  { store, embedder, ...context }: SearchContext,
  query: string,
  count: number,
  options: IndexSearchOptions,
): Promise<Passage[]> {
  checkOptions('search', schema, options);
  const { mode = context.mode, signal } = options;
  const where = filterCondition(options.filter);
  const vector = mode === 'bm25' ? undefined : await queryVector(store, embedder, query, mode, signal);
  return store.read('searching', async (table) => {
    const rows = await table.countRows();
    const depth = Math.min(rows, Math.max(options.depth ?? defaultDepth, count));
    if (rows === 0) return [];
    const byText = (): Promise<Hit[]> => textSearch(store.lance, table, query, depth, where);
    const byVector = async (wanted: number): Promise<Hit[]> => {
      const { probes, refine } = options;
      const { partitions } = await readVectorSettings(table);
      return vector === undefined ? [] : vectorSearch(table, vector, wanted, where, { probes, refine, partitions });
    };
    let hits: Hit[];
    if (mode === 'bm25') hits = await byText();
    else if (mode === 'dense') hits = await byVector(Math.min(rows, count));
    else hits = fuse(await Promise.all([byText(), byVector(depth)]), options);
    return passagesOf(table, hits.slice(0, count));
  });
}

function fuse([bm25, dense]: readonly [Hit[], Hit[]], options: IndexSearchOptions): Hit[] {
  const { fusion = 'scores', denseWeight = defaultDenseWeight, rankConstant = defaultRankConstant } = options;
  return fusion === 'scores'
    ? scoreFusion(bm25, dense, denseWeight)
    : reciprocalRankFusion([bm25, dense], rankConstant);
}

async function queryVector(
  store: Store,
  embedder: Embedder | undefined,
  query: string,
  mode: SearchMode,
  signal: AbortSignal | undefined,
): Promise<Float32Array> {
  const identity = store.description.embedder;
  if (identity === null) {
    throw new RetrieverError(
      `The index ${store.path} holds no vectors, so it can't be searched in the mode ${mode}. Search in the mode bm25, or make an index with an embedder.`,
      { code: 'retriever/no-vectors' },
    );
  }
  if (embedder === undefined) {
    throw new RetrieverError(
      `The mode ${mode} needs the embedder ${identity.model}, which the index ${store.path} was made with: open the index with it, or search in the mode bm25.`,
      { code: 'retriever/embedder-missing' },
    );
  }
  const [vector] = await embedder.embed([query], 'query', { signal });
  return checkedVector(vector, identity, 'the query');
}

async function passagesOf(table: Table, hits: readonly Hit[]): Promise<Passage[]> {
  if (hits.length === 0) return [];
  const rows = await table
    .takeRowIds(hits.map(({ row }) => row))
    .select(['id', 'title', 'contents'])
    .toArray();
  const stored = new Map(passageRows.parse(rows.map((row) => ({ ...row }))).map((row) => [row.id, row]));
  return hits
    .flatMap(({ id, score }) => {
      const row = stored.get(id);
      return row === undefined ? [] : [{ id, title: row.title, text: textOf(row.title, row.contents), score }];
    })
    .toSorted(byScore);
}
