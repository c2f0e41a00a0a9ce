/** A vector of a file, with the id of its passage where the file has ids. */
export interface VectorRow {
  id?: string;
  vector: Float32Array;
}

/** A file of vectors, read from the beginning in bounded memory. */
export interface VectorFile {
  path: string;
  /** Rows in the file, where its header tells. */
  rows: number | undefined;
  read(signal: AbortSignal | undefined): AsyncGenerator<VectorRow>;
}
