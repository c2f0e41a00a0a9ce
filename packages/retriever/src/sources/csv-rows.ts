import { parse } from 'csv-parse';
import type { PackedFile } from './bytes.ts';
import { isRecord, type RawRow, type RowBatch, type RowReaderOptions } from './row-reader.ts';
import { hasReplacement, streamRows } from './stream-rows.ts';

/**
 * Comma- or tab-separated rows under a header row, quoted with `"` and `""` as in RFC 4180; the `row` of a bad row is
 * the line on which it ends.
 * @throws RetrieverError as `streamRows`
 */
export function csvRows(file: PackedFile, delimiter: ',' | '\t', options: RowReaderOptions): AsyncGenerator<RowBatch> {
  let header: string[] | undefined;
  const stream = parse({
    delimiter,
    info: true,
    // A quote inside an unquoted field is text; it is common in titles.
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  return streamRows(
    file,
    {
      name: delimiter === ',' ? 'CSV' : 'TSV',
      stream,
      toRow: (item, isValidUtf8) => {
        const { cells, line } = read(item);
        if (header !== undefined) return toRow(header, cells, line, isValidUtf8);
        header = cells.map((name) => name.trim());
        return undefined;
      },
    },
    options,
  );
}

function read(item: unknown): { cells: string[]; line: number } {
  if (!isRecord(item) || !Array.isArray(item.record) || !isRecord(item.info)) return { cells: [], line: 0 };
  return { cells: item.record.map(String), line: Number(item.info.lines) };
}

function toRow(header: string[], cells: string[], row: number, isValidUtf8: boolean): RawRow {
  if (cells.length !== header.length) {
    return { row, reason: `the row has ${cells.length} fields where the header has ${header.length}` };
  }
  if (!isValidUtf8 && cells.some(hasReplacement)) return { row, reason: 'the row is not valid UTF-8' };
  return { row, value: Object.fromEntries(header.map((name, index) => [name, cells[index]])) };
}
