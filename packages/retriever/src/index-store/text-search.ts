import type * as LanceDb from '@lancedb/lancedb';
import { z } from 'zod';
import { byScore, type Hit } from './fusion.ts';
import type { TextLanguage } from './description.ts';

/** Weight of the title's own score beside that of title and text together. */
const titleWeight = 0.5;
/** Longer queries are cut: the time grows with the words. */
const maxQueryCharacters = 2_000;
/** Passages with one and the same score that are told apart by id; beyond, any of them. */
const maxTies = 10_000;
/** Places for them in the first search. */
const tieMargin = 16;

const textHits = z.array(z.object({ id: z.string(), _rowid: z.bigint(), _score: z.number() }));
const titleScores = z.array(z.object({ _rowid: z.bigint(), _score: z.number() }));

/** Names of the columns with a full-text index. */
export const textColumns = ['contents', 'title'] as const;

/** How both columns are split into words: accents and case are dropped, no word is too common to count. */
export function textIndex(lance: typeof LanceDb, language: TextLanguage): LanceDb.Index {
  const stemming = language === 'none' ? { stem: false } : { stem: true, language };
  return lance.Index.fts({ ...stemming, withPosition: false, asciiFolding: true, removeStopWords: false });
}

/**
 * BM25 (k1 = 1.2, b = 0.75) of title and text as one field, and half the BM25 of the title for the best of them.
 * @param depth how many to find at most
 * @param where SQL condition
 */
export async function textSearch(
  lance: typeof LanceDb,
  table: LanceDb.Table,
  query: string,
  depth: number,
  where: string | undefined,
): Promise<Hit[]> {
  const words = query.slice(0, maxQueryCharacters);
  const hits = await bestWithTies(depth, tieMargin, async (limit) => {
    const search = table.query().fullTextSearch(new lance.MatchQuery(words, 'contents'));
    if (where !== undefined) search.where(where);
    const rows = await search.select(['id', '_rowid', '_score']).limit(limit).toArray();
    return textHits
      .parse(rows.map((row) => ({ ...row })))
      .map(({ id, _rowid, _score }) => ({ id, row: _rowid, score: _score }));
  });
  if (hits.length === 0) return hits;
  const rows = hits.map(({ row }) => row);
  const titles = table.query().fullTextSearch(new lance.MatchQuery(words, 'title'));
  titles
    .where(`_rowid IN (${rows.join(', ')})`)
    .select(['_rowid', '_score'])
    .limit(rows.length);
  const scored = titleScores.parse((await titles.toArray()).map((row) => ({ ...row })));
  const scores = new Map(scored.map(({ _rowid, _score }) => [_rowid, _score]));
  return hits.map((hit) => ({ ...hit, score: hit.score + titleWeight * (scores.get(hit.row) ?? 0) })).toSorted(byScore);
}

/**
 * The `depth` best; where the last ones are equal, those with the first ids.
 * @param margin how many more are asked for at first
 */
export async function bestWithTies(
  depth: number,
  margin: number,
  find: (limit: number) => Promise<Hit[]>,
): Promise<Hit[]> {
  for (let limit = depth + margin; ; limit *= 4) {
    const hits = (await find(limit)).toSorted(byScore);
    const last = hits[depth - 1];
    // One more with the same score may be beyond the limit.
    const isCut = hits.length >= limit && hits.at(-1)?.score === last?.score;
    if (!isCut || limit > depth + maxTies) return hits.slice(0, depth);
  }
}
