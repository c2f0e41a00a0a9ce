/** What a pool has and has done. */
export interface PoolStatistics {
  /** Sessions in use. */
  open: number;
  /** Sessions that are ready. */
  spare: number;
  starting: number;
  /** Calls of `open` that have no session yet. */
  waiting: number;
  /** Sessions started so far. */
  started: number;
  /** Sessions ended so far because of their memory or uses, because they were lost, or because code ran at their close. */
  recycled: number;
  /** Times that a session was handed out which somebody had used before. */
  reused: number;
}
