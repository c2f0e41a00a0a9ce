import type { FileHandle } from 'node:fs/promises';
import { StoreError } from './store-error.ts';

/** One line of a file, or what stands after the last line feed. */
export interface FileLine {
  bytes: Buffer;
  /** Offset of its first byte. */
  offset: number;
  /** False for bytes at the end of the file that no line feed follows. */
  terminated: boolean;
}

/** Longest line in bytes; a JavaScript string cannot hold much more. */
export const MAX_LINE_BYTES = 256 * 1024 * 1024;

const LINE_FEED = 0x0a;
const CHUNK_BYTES = 64 * 1024;

/**
 * The lines of a file from `start` to its end, one at a time: memory is bounded by the longest line.
 * @throws StoreError code `store/line-too-long`
 */
export async function* readLines(file: FileHandle, start: number, path: string): AsyncGenerator<FileLine, void> {
  let offset = start;
  let position = start;
  let parts: Buffer[] = [];
  for (;;) {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(CHUNK_BYTES), 0, CHUNK_BYTES, position);
    if (bytesRead === 0) break;
    position += bytesRead;
    let rest = buffer.subarray(0, bytesRead);
    for (let end = rest.indexOf(LINE_FEED); end >= 0; end = rest.indexOf(LINE_FEED)) {
      const bytes = Buffer.concat([...parts, rest.subarray(0, end)]);
      yield { bytes, offset, terminated: true };
      offset += bytes.length + 1;
      parts = [];
      rest = rest.subarray(end + 1);
    }
    if (rest.length > 0) parts.push(rest);
    if (position - offset > MAX_LINE_BYTES) {
      throw new StoreError(
        `${path} has a line longer than ${MAX_LINE_BYTES} bytes at byte ${offset}; it is no trajectory file.`,
        { code: 'store/line-too-long' },
      );
    }
  }
  if (position > offset) yield { bytes: Buffer.concat(parts), offset, terminated: false };
}
