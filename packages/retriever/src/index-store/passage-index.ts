import type { CallOptions, Passage, Retriever, SearchOptions } from '@agentd/agent-core';
import type { EmbedderIdentity } from '../embedder.ts';
import type { PassageSource } from '../passage-source.ts';
import type { BuildOptions } from './build-options.ts';
import type { TextLanguage } from './description.ts';
import type { PassageFilter } from './filter.ts';
import type { IngestOptions, IngestSummary } from './ingest-options.ts';
import type { VectorIndexSettings, VectorSearchOptions } from './vector-options.ts';

/** `bm25`: by words. `dense`: by vectors. `hybrid`: both, fused. */
export type SearchMode = 'bm25' | 'dense' | 'hybrid';

/**
 * Puts passages into a better order, such as a cross-encoder does.
 * @returns the passages, the best first, with its own scores; it may leave some out
 */
export type Reranker = (query: string, passages: Passage[], options: CallOptions) => Promise<Passage[]>;

/** What {@link PassageIndex.search} takes besides the query. */
export interface IndexSearchOptions extends SearchOptions, VectorSearchOptions {
  /** Default as the index was opened. */
  mode?: SearchMode | undefined;
  filter?: PassageFilter | undefined;
  /**
   * How many passages each list holds before they are fused or cut, default 100, and how many a reranker gets, default
   * 50; at least `k`.
   */
  depth?: number | undefined;
  /**
   * How `hybrid` fuses both lists: `scores` (default) adds scores that were brought to 0 to 1, `ranks` is reciprocal
   * rank fusion.
   */
  fusion?: 'scores' | 'ranks' | undefined;
  /** With `scores`, the weight of the vectors, from 0 to 1; default 0.5. */
  denseWeight?: number | undefined;
  /** With `ranks`, the constant of reciprocal rank fusion; default 60. */
  rankConstant?: number | undefined;
  /** Instead of the one that the index was opened with; null for none. */
  reranker?: Reranker | null | undefined;
}

/** A passage as it is stored. */
export interface StoredPassage extends Omit<Passage, 'score'> {
  /** Name of the source that it was ingested from. */
  source: string;
}

/** What is known of a source in an index. */
export interface SourceInfo {
  name: string;
  /** Passages in the index. */
  passages: number;
  /** Passages that were left out, by reason; rows that were no passages are not among them. */
  refused: Record<string, number>;
  /** Whether it was read to its end. */
  finished: boolean;
}

/** A search index over a column. */
export interface SearchIndexInfo {
  column: string;
  /** As LanceDB names it, such as `FTS` or `IvfRq`. */
  type: string;
  indexedRows: number;
  /** Searched one by one, until the indexes are built again. */
  unindexedRows: number;
  sizeBytes: number;
  /** As LanceDB gives them. */
  details: Record<string, unknown>;
}

/** What {@link PassageIndex.info} gives. */
export interface IndexInfo {
  path: string;
  schemaVersion: number;
  /** Of the table; each commit makes one. */
  version: number;
  passages: number;
  /** Of the passages and their vectors, without the search indexes. */
  sizeBytes: number;
  language: TextLanguage;
  /** Whose vectors the index holds; null where it holds none. */
  embedder: EmbedderIdentity | null;
  /** How vectors are searched. */
  vectorSearch: 'none' | 'exact' | 'approximate';
  /** The choice that was made for the vector index, and its partitions; null where there are no vectors. */
  vectorIndex: VectorIndexSettings | null;
  sources: SourceInfo[];
  indexes: SearchIndexInfo[];
}

/**
 * Passages on a disk or in an object storage, and their search.
 *
 * Every call throws `retriever/closed`, `retriever/corrupt-index` and `retriever/storage-failed`.
 */
export interface PassageIndex extends Retriever {
  /**
   * @throws InvalidInputError `retriever/empty-query`, `retriever/invalid-k` or `retriever/bad-options`
   * @throws RetrieverError `retriever/embedder-missing` or `retriever/no-vectors` where the mode needs vectors
   */
  search(query: string, options?: IndexSearchOptions): Promise<Passage[]>;
  /**
   * Adds the passages of a source, from where an earlier, interrupted call had come to. Each commit is atomic; searches
   * see what is committed. A passage whose id is taken is left out and counted.
   * @throws RetrieverError `retriever/locked`, `retriever/source-changed`, `retriever/disk-full`,
   * `retriever/wrong-dimension`, `retriever/bad-vector` or `retriever/embedder-missing`
   */
  ingest(source: PassageSource, options?: IngestOptions): Promise<IngestSummary>;
  /**
   * Brings the search indexes up to date: the last stage of `ingest`, for calls with `buildIndexes: false`. After an
   * abort the step that was begun goes on to its end; until then the index can't be written.
   * @throws RetrieverError `retriever/locked` or `retriever/disk-full`
   */
  buildIndexes(options?: BuildOptions): Promise<void>;
  /**
   * Takes a source's passages out, as if it had never been ingested.
   * @returns how many there were
   * @throws RetrieverError `retriever/locked`
   */
  removeSource(name: string, options?: CallOptions): Promise<number>;
  /** Passages by id, in the order of the ids; those that are not there are left out. */
  get(ids: readonly string[], options?: CallOptions): Promise<StoredPassage[]>;
  count(options?: CallOptions): Promise<number>;
  info(options?: CallOptions): Promise<IndexInfo>;
  /** Frees the files. The embedder stays open. */
  close(): Promise<void>;
}
