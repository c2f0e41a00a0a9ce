import { streamArray } from 'stream-json/streamers/stream-array.js';
import { streamObject } from 'stream-json/streamers/stream-object.js';
import type { PackedFile } from './bytes.ts';
import { isRecord, type RawRow, type RowBatch, type RowReaderOptions } from './row-reader.ts';
import { hasReplacement, streamRows } from './stream-rows.ts';

/**
 * The elements of one JSON array, or the entries of one JSON object (`{title: [sentences]}`, `{title: text}`,
 * `{id: {title, text}}`), one at a time, in bounded memory.
 * @throws RetrieverError as `streamRows`
 */
export function jsonRows(
  file: PackedFile,
  shape: 'array' | 'object',
  options: RowReaderOptions,
): AsyncGenerator<RowBatch> {
  let row = 0;
  return streamRows(
    file,
    {
      name: 'JSON',
      stream: shape === 'array' ? streamArray.withParserAsStream() : streamObject.withParserAsStream(),
      toRow: (item, isValidUtf8) => {
        row++;
        if (!isRecord(item)) return undefined;
        const value = shape === 'array' ? item.value : entry(String(item.key), item.value);
        return isValidUtf8 ? { row, value } : checked(row, value);
      },
    },
    options,
  );
}

function entry(key: string, value: unknown): unknown {
  if (isRecord(value)) return { id: key, ...value };
  return Array.isArray(value) ? { title: key, sentences: value } : { title: key, text: value };
}

function checked(row: number, value: unknown): RawRow {
  return hasReplacement(JSON.stringify(value)) ? { row, reason: 'the row is not valid UTF-8' } : { row, value };
}
