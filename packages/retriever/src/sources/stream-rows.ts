import { pipeline, Readable, type Duplex } from 'node:stream';
import { RetrieverError } from '../errors.ts';
import { type ByteProgress, type PackedFile, readBytes, Utf8Watch } from './bytes.ts';
import type { RawRow, RowBatch, RowReaderOptions } from './row-reader.ts';
import { messageOf } from './source-error.ts';

const batchSize = 256;
const replacement = '\uFFFD';

/** A parser of a library that takes bytes and gives rows. */
export interface StreamParser {
  /** As it stands in an error, such as `JSON`. */
  name: string;
  stream: Duplex;
  /** What of an item of the stream is the row; nothing where it is none, such as the header of a table. */
  toRow(item: unknown, isValidUtf8: boolean): RawRow | undefined;
}

/**
 * Rows from a parser that is a stream. Where it fails, up to a few hundred good rows before the fault are lost with it.
 * @throws RetrieverError `retriever/source-malformed` where the text breaks the format's rules, so that nothing after
 * it can be read; `retriever/row-too-large` where one row would fill the memory
 */
export async function* streamRows(
  file: PackedFile,
  parser: StreamParser,
  options: RowReaderOptions,
): AsyncGenerator<RowBatch> {
  const progress: ByteProgress = { stored: 0, plain: 0 };
  const utf8 = new Utf8Watch();
  let count = 0;
  let lastRowAt = 0;

  async function* watched(): AsyncGenerator<Buffer> {
    for await (const chunk of readBytes(file, progress, options.signal)) {
      // The parser's own buffers hold about a megabyte that it has not turned into rows yet.
      if (progress.plain - lastRowAt > options.maxRowBytes + 2 ** 20) throw tooLarge(file, count, options.maxRowBytes);
      utf8.push(chunk);
      yield chunk;
    }
  }

  let rows: RawRow[] = [];
  const items: AsyncIterable<unknown> = pipeline(
    Readable.from(watched(), { objectMode: false }),
    parser.stream,
    () => undefined,
  );
  try {
    for await (const item of items) {
      count++;
      lastRowAt = progress.plain;
      const row = parser.toRow(item, utf8.isValid);
      if (row !== undefined) rows.push(row);
      if (rows.length < batchSize) continue;
      yield { rows, bytesRead: progress.stored };
      rows = [];
    }
  } catch (error) {
    options.signal?.throwIfAborted();
    if (rows.length > 0) yield { rows, bytesRead: progress.stored };
    if (RetrieverError.isInstance(error)) throw error;
    throw new RetrieverError(
      `${file.path} stops being ${parser.name} just before byte ${progress.plain}: ${messageOf(error)}. Mend the file; ` +
        'as JSON Lines, one row a line, a bad row would be skipped and the others read.',
      { code: 'retriever/source-malformed', cause: error },
    );
  }
  if (rows.length > 0) yield { rows, bytesRead: progress.stored };
}

/** Whether a text holds the sign that stands where bytes were no UTF-8. */
export function hasReplacement(text: string): boolean {
  return text.includes(replacement);
}

function tooLarge(file: PackedFile, rows: number, maxRowBytes: number): RetrieverError {
  return new RetrieverError(
    `A row of ${file.path}, after ${rows} rows, has more than maxRowBytes (${maxRowBytes}) bytes. ` +
      'Raise maxRowBytes, close the quote or bracket that is open there, or write the file as JSON Lines, ' +
      'where such a row is skipped.',
    { code: 'retriever/row-too-large' },
  );
}
