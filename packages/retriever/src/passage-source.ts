/** A passage on its way into an index. */
export interface SourcePassage {
  /** Unique within the source. */
  id: string;
  title: string;
  text: string;
  /** Vector of length 1 that was computed elsewhere. */
  vector?: Float32Array;
}

/** A row that is no passage. */
export interface BadRow {
  file: string;
  /** Line or row in the file, from 1. */
  row: number;
  /** Which field is wrong, where it is one. */
  field?: string;
  reason: string;
}

/** What {@link PassageSource.read} takes. */
export interface ReadOptions {
  signal?: AbortSignal | undefined;
  /** Told of each row that is left out. */
  onBadRow?: ((row: BadRow) => void) | undefined;
}

/** What {@link PassageSource.read} gives. */
export interface ReadPassage {
  passage: SourcePassage;
  /** Bytes of the source that were read so far, of {@link PassageSource.bytes}. */
  bytesRead: number;
}

/** Where passages come from: always the same ones in the same order, so that an interrupted ingestion goes on. */
export interface PassageSource {
  /** As it stands in the index, where a resumed ingestion finds how far it was. */
  readonly name: string;
  /** Size in bytes, as stored (compressed files: compressed). */
  readonly bytes: number;
  /** Streams the passages in bounded memory. */
  read(options?: ReadOptions): AsyncIterable<ReadPassage>;
}
