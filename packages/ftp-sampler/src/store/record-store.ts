import type { CallOptions } from '@agentd/agent-core';

/** What can be kept in a {@link RecordStore}. */
export interface StoredRecord {
  /** Deterministic key. */
  readonly id: string;
}

/**
 * Where records of one kind are kept: append-only, each id at most once as a finished record. One that is not finished
 * is replaced when its id is put again. `TrajectoryStore` of `@agentd/agent-core` is this for trajectories.
 */
export interface RecordStore<T extends StoredRecord> {
  /** Stores the record; returns false, and keeps the first, when a finished one with this id is there already. */
  put(record: T, options?: CallOptions): Promise<boolean>;
  /** Whether a finished record with this id is stored. */
  has(id: string): Promise<boolean>;
  /** The latest record with this id, finished or not. */
  get(id: string): Promise<T | undefined>;
  /** The latest record of each id, in the order in which the ids first came. */
  all(options?: CallOptions): AsyncIterable<T>;
  close(): Promise<void>;
}

/** What a store has to know of the records that it keeps. */
export interface RecordKind<T extends StoredRecord> {
  /** In messages, such as `trajectory`. */
  readonly name: string;
  /** @throws InvalidInputError when it is no record of this kind */
  check(record: T): T;
  /**
   * @param source `file:line`, for the message
   * @throws InvalidInputError
   */
  parse(json: string, source: string): T;
  /** What an index needs, without the cost of checking the whole record; undefined where the text is no record. */
  readHead(json: string): RecordHead | undefined;
  isFinished(record: T): boolean;
}

/** What an index needs to know of a record. */
export interface RecordHead {
  id: string;
  finished: boolean;
}
