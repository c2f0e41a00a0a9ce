import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { RetrieverError } from '../errors.ts';
import type { Compression } from './file-format.ts';
import { messageOf, unreadable } from './source-error.ts';

const chunkSize = 1 << 18;

/** What is known of a file while it is read. */
export interface ByteProgress {
  /** Bytes as stored, compressed ones where the file is compressed. */
  stored: number;
  /** Bytes after decompression. */
  plain: number;
}

/** Where a file is, and how it is packed. */
export interface PackedFile {
  path: string;
  compression: Compression;
}

/**
 * The bytes of a file, decompressed, without the byte order mark of UTF-8.
 * @throws RetrieverError `retriever/source-missing`, `retriever/source-unreadable`, `retriever/source-corrupt`
 */
export async function* readBytes(
  file: PackedFile,
  progress: ByteProgress,
  signal?: AbortSignal,
): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of unpacked(file, progress)) {
      signal?.throwIfAborted();
      const start = progress.plain === 0 && hasByteOrderMark(chunk) ? 3 : 0;
      progress.plain += chunk.length;
      if (chunk.length > start) yield chunk.subarray(start);
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (RetrieverError.isInstance(error)) throw error;
    throw new RetrieverError(
      `${file.path} is damaged or cut off after ${progress.stored} bytes (${file.compression}): ${messageOf(error)}. ` +
        'Get the file again; the rows before this place are good.',
      { code: 'retriever/source-corrupt', cause: error },
    );
  }
}

async function* counted(file: PackedFile, progress: ByteProgress): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of createReadStream(file.path, { highWaterMark: chunkSize })) {
      if (!Buffer.isBuffer(chunk)) continue;
      progress.stored += chunk.length;
      yield chunk;
    }
  } catch (error) {
    throw unreadable(file.path, error);
  }
}

function unpacked(file: PackedFile, progress: ByteProgress): AsyncIterable<Buffer> {
  const stored = counted(file, progress);
  if (file.compression === 'none') return stored;
  const unpack = file.compression === 'gzip' ? createGunzip({ chunkSize }) : createZstdDecompress({ chunkSize });
  // The callback is what makes `pipeline` destroy both ends; the error also reaches the loop over its result.
  return pipeline(Readable.from(stored, { objectMode: false }), unpack, () => undefined);
}

function hasByteOrderMark(chunk: Buffer): boolean {
  return chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf;
}

/** Says, chunk by chunk, whether bytes are UTF-8 so far, characters across the border of two chunks included. */
export class Utf8Watch {
  #rest: Buffer = Buffer.alloc(0);
  isValid = true;

  push(chunk: Buffer): void {
    if (!this.isValid) return;
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const cut = incompleteTail(bytes);
    this.isValid = isUtf8(bytes.subarray(0, bytes.length - cut));
    this.#rest = Buffer.from(bytes.subarray(bytes.length - cut));
  }
}

/** How many bytes at the end begin a character that is not all there. */
function incompleteTail(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? back : 0;
  }
  return 0;
}
