import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, type RowGroup } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { RetrieverError } from '../errors.ts';
import type { RowBatch, RowReaderOptions } from './row-reader.ts';
import { messageOf, unreadable } from './source-error.ts';

/** A row group is in memory as a whole: as packed bytes, as columns and as rows. */
const maxRowGroupBytes = 2 ** 30;

/**
 * Rows of a Parquet file, row group by row group; memory grows with the largest row group, of the wanted columns.
 * @throws RetrieverError `retriever/source-missing`, `retriever/source-corrupt`, `retriever/row-group-too-large`
 */
export async function* parquetRows(path: string, options: RowReaderOptions): AsyncGenerator<RowBatch> {
  const { signal } = options;
  const file = await asyncBufferFromFile(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  const metadata = await reading(path, () => parquetMetadataAsync(file));
  const columns = (metadata.schema[0]?.num_children ?? 0) === 0 ? [] : topColumns(metadata.row_groups, options.wants);
  let rowStart = 0;
  let bytesRead = 0;
  for (const group of metadata.row_groups) {
    signal?.throwIfAborted();
    const size = bytesOf(group, columns, 'total_uncompressed_size');
    if (size > maxRowGroupBytes) throw tooLarge(path, size);
    const rowEnd = rowStart + Number(group.num_rows);
    const start = rowStart;
    const values: unknown[] = await reading(path, () =>
      parquetReadObjects({ file, metadata, columns, rowStart: start, rowEnd, compressors }),
    );
    bytesRead += bytesOf(group, undefined, 'total_compressed_size');
    rowStart = rowEnd;
    yield { rows: values.map((value, index) => ({ row: start + index + 1, value })), bytesRead };
  }
}

function topColumns(groups: RowGroup[], wants: (column: string) => boolean): string[] {
  const names = (groups[0]?.columns ?? []).flatMap((column) => column.meta_data?.path_in_schema[0] ?? []);
  return [...new Set(names)].filter(wants);
}

function bytesOf(
  group: RowGroup,
  columns: string[] | undefined,
  key: 'total_compressed_size' | 'total_uncompressed_size',
): number {
  let sum = 0;
  for (const { meta_data: data } of group.columns) {
    const name = data?.path_in_schema[0];
    if (data !== undefined && name !== undefined && (columns?.includes(name) ?? true)) sum += Number(data[key]);
  }
  return sum;
}

async function reading<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw new RetrieverError(`${path} is not a whole Parquet file: ${messageOf(error)}. Get the file again.`, {
      code: 'retriever/source-corrupt',
      cause: error,
    });
  }
}

function tooLarge(path: string, size: number): RetrieverError {
  return new RetrieverError(
    `A row group of ${path} holds ${size} bytes, more than the ${maxRowGroupBytes} that are read at once. ` +
      'Write the file with smaller row groups (100,000 rows), or as JSON Lines.',
    { code: 'retriever/row-group-too-large' },
  );
}
