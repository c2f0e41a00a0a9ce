import { parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { tooLarge, unreadable } from '../source-errors.ts';
import { isObject, toJson } from './json-value.ts';
import type { LoadedFile, SourceRow } from './row.ts';

/** Rows of a Parquet file, without the columns that are left out. */
export async function parquetRows(
  { name: file, bytes }: LoadedFile,
  { leaveOut, maxBytes }: { leaveOut: ReadonlySet<string>; maxBytes: number },
): Promise<SourceRow[]> {
  const buffer = new Uint8Array(bytes).buffer;
  const metadata = await reading(file, () => parquetMetadataAsync(buffer));
  const columns = new Set<string>();
  let unpacked = 0;
  for (const { meta_data: data } of metadata.row_groups.flatMap((group) => group.columns)) {
    const column = data?.path_in_schema[0];
    if (column === undefined || leaveOut.has(column)) continue;
    columns.add(column);
    unpacked += Number(data?.total_uncompressed_size ?? 0);
  }
  if (unpacked > maxBytes) throw tooLarge(file, unpacked, maxBytes);
  const rows: unknown[] = await reading(file, () =>
    parquetReadObjects({ file: buffer, metadata, columns: [...columns], compressors }),
  );
  return rows.map((row, index) => {
    const value = toJson(row);
    return { file, row: index + 1, value: isObject(value) ? value : {} };
  });
}

async function reading<T>(file: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    throw unreadable(file, 'is not a whole Parquet file', cause);
  }
}
