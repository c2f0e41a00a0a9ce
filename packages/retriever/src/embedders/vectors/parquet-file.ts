import { parquetRows } from '../../sources/parquet-rows.ts';
import { isRecord } from '../../sources/row-reader.ts';
import { unitVector } from '../../sources/unit-vector.ts';
import { badVectors } from './npy-header.ts';
import type { VectorFile, VectorRow } from './vector-rows.ts';

/**
 * Vectors of a Parquet file with a column of ids and a column of lists of numbers.
 * @throws RetrieverError (while it is read) `retriever/source-…`, `retriever/row-group-too-large`, `retriever/bad-vectors`
 */
export function parquetFile(path: string, idColumn: string, vectorColumn: string): VectorFile {
  async function* read(signal: AbortSignal | undefined): AsyncGenerator<VectorRow> {
    const wants = (column: string): boolean => column === idColumn || column === vectorColumn;
    for await (const { rows } of parquetRows(path, { maxRowBytes: Infinity, wants, signal })) {
      for (const raw of rows) {
        const value = 'value' in raw && isRecord(raw.value) ? raw.value : {};
        const id = value[idColumn];
        if (typeof id !== 'string' && typeof id !== 'number' && typeof id !== 'bigint') {
          throw badVectors(
            `Row ${raw.row} of ${path} has no id in the column ${idColumn}. Name the column by idColumn.`,
          );
        }
        const vector = unitVector(value[vectorColumn]);
        if (typeof vector === 'string') {
          throw badVectors(
            `The column ${vectorColumn} of row ${raw.row} of ${path} ${vector}. Name the column by vectorColumn.`,
          );
        }
        yield { id: String(id), vector };
      }
    }
  }
  return { path, rows: undefined, read };
}
