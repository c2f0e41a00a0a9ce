import type { BadRow, SourcePassage } from '../passage-source.ts';

/** A row as its format gives it: what was read, or why it could not be. */
export type RawRow = { row: number; value: unknown } | { row: number; reason: string };

/** Rows that were read together: one step of an async loop a row would cost more than the parsing. */
export interface RowBatch {
  rows: RawRow[];
  /** Bytes of the file, as stored, that were read so far. */
  bytesRead: number;
}

/** What a reader of rows takes. */
export interface RowReaderOptions {
  /** Largest row in bytes. */
  maxRowBytes: number;
  /** Columns that are wanted, for formats that can leave the others unread. */
  wants: (column: string) => boolean;
  signal?: AbortSignal | undefined;
}

/** What a row holds: passages, or what is wrong with it. */
export interface RecordPassages {
  passages: SourcePassage[];
  /** Whether the same passage may come again, in another question; then it counts once. */
  mayRepeat?: boolean;
  problem?: Pick<BadRow, 'field' | 'reason'>;
}

/** Whether a value is an object with keys. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
