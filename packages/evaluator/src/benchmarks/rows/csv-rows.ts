import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { unreadable } from '../source-errors.ts';
import type { SourceRow } from './row.ts';

const recordsSchema = z.array(z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) }));

/** Comma-, semicolon- or tab-separated rows under a header, quoted as in RFC 4180; `row` is the line a row ends on. */
export function csvRows(file: string, text: string): SourceRow[] {
  const records = parseRecords(file, text);
  const header = records.shift()?.record.map((name) => name.trim()) ?? [];
  return records.map(({ record, info: { lines: row } }) =>
    record.length === header.length
      ? { file, row, value: Object.fromEntries(header.map((name, index) => [name, record[index] ?? ''])) }
      : { file, row, reason: `has ${record.length} fields where the header has ${header.length}` },
  );
}

function parseRecords(file: string, text: string): z.infer<typeof recordsSchema> {
  const firstLine = text.slice(0, text.search(/\r?\n|$/));
  const delimiter = [',', '\t', ';'].find((mark) => firstLine.includes(mark)) ?? ',';
  try {
    return recordsSchema.parse(
      parse(text, { delimiter, info: true, relax_quotes: true, relax_column_count: true, skip_empty_lines: true }),
    );
  } catch (cause) {
    throw unreadable(file, 'is not a whole CSV file', cause);
  }
}
