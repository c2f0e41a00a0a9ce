import type { CallOptions } from './model.ts';

/** A piece of a corpus, as a search finds it. */
export interface Passage {
  /** Unique within the corpus. */
  id: string;
  title: string;
  text: string;
  /** Higher is better; comparable only within one result. */
  score: number;
}

/** What a search takes besides the query. */
export interface SearchOptions extends CallOptions {
  /** How many passages at most; default 3, as in the paper. */
  k?: number;
}

/** A searchable corpus, the thing behind `web_search`. */
export interface Retriever {
  /** As it stands in trajectories. */
  readonly id: string;
  /** The best passages first; fewer than `k`, or none, where the corpus holds no more. */
  search(query: string, options?: SearchOptions): Promise<Passage[]>;
}
