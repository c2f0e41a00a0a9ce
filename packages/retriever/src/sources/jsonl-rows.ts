import { isUtf8 } from 'node:buffer';
import { type ByteProgress, type PackedFile, readBytes } from './bytes.ts';
import type { RawRow, RowBatch, RowReaderOptions } from './row-reader.ts';
import { messageOf } from './source-error.ts';

const lineFeed = 0x0a;

/** One JSON value a line. A line that is no JSON, no UTF-8 or too long is a bad row, and the next one goes on. */
export async function* jsonlRows(file: PackedFile, options: RowReaderOptions): AsyncGenerator<RowBatch> {
  const progress: ByteProgress = { stored: 0, plain: 0 };
  const lines = new LineParser(options.maxRowBytes);
  for await (const chunk of readBytes(file, progress, options.signal)) {
    const rows = lines.push(chunk);
    if (rows.length > 0) yield { rows, bytesRead: progress.stored };
  }
  const rows = lines.end();
  if (rows.length > 0) yield { rows, bytesRead: progress.stored };
}

class LineParser {
  readonly #maxRowBytes: number;
  #row = 0;
  // The line that goes on in the next chunk, in pieces: joining them at each chunk would be quadratic.
  #pieces: Buffer[] = [];
  #length = 0;

  constructor(maxRowBytes: number) {
    this.#maxRowBytes = maxRowBytes;
  }

  push(chunk: Buffer): RawRow[] {
    const first = chunk.indexOf(lineFeed);
    if (first < 0) {
      this.#keep(chunk);
      return [];
    }
    this.#keep(chunk.subarray(0, first));
    const line = this.#endLine();
    const last = chunk.lastIndexOf(lineFeed);
    const block = last > first ? this.#block(chunk.subarray(first + 1, last)) : [];
    this.#keep(chunk.subarray(last + 1));
    return [...line, ...block];
  }

  end(): RawRow[] {
    return this.#length === 0 ? [] : this.#endLine();
  }

  #keep(piece: Buffer): void {
    this.#length += piece.length;
    if (this.#length <= this.#maxRowBytes) this.#pieces.push(piece);
    else this.#pieces = [];
  }

  #endLine(): RawRow[] {
    const pieces = this.#pieces;
    const length = this.#length;
    this.#pieces = [];
    this.#length = 0;
    const [only] = pieces;
    return this.#line(pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces), length);
  }

  /** Many whole lines: decoded at once, which is several times as fast as line by line. */
  #block(block: Buffer): RawRow[] {
    if (block.length > this.#maxRowBytes || !isUtf8(block)) return this.#eachLine(block);
    return block
      .toString('utf8')
      .split('\n')
      .flatMap((line) => parse(line, ++this.#row));
  }

  #eachLine(block: Buffer): RawRow[] {
    const rows: RawRow[] = [];
    for (let from = 0; from <= block.length;) {
      const found = block.indexOf(lineFeed, from);
      const to = found < 0 ? block.length : found;
      rows.push(...this.#line(block.subarray(from, to), to - from));
      from = to + 1;
    }
    return rows;
  }

  #line(line: Buffer, length: number): RawRow[] {
    const row = ++this.#row;
    if (length > this.#maxRowBytes) {
      return [{ row, reason: `the line has ${length} bytes, more than maxRowBytes (${this.#maxRowBytes})` }];
    }
    return isUtf8(line) ? parse(line.toString('utf8'), row) : [{ row, reason: 'the line is not valid UTF-8' }];
  }
}

/** No row where the line is blank. */
function parse(line: string, row: number): RawRow[] {
  if (line.trim() === '') return [];
  try {
    const value: unknown = JSON.parse(line);
    return [{ row, value }];
  } catch (error) {
    return [{ row, reason: `the line is not JSON: ${messageOf(error)}` }];
  }
}
