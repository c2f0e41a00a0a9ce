import { open, type FileHandle } from 'node:fs/promises';
import { halfFloatTable } from '../half-float.ts';
import { unreadable } from '../../sources/source-error.ts';
import { badVectors, bytesOfType, readNpyHeader, type NpyHeader } from './npy-header.ts';
import type { VectorFile, VectorRow } from './vector-rows.ts';

/** Read at once: 32-bit vectors of 768 numbers, 1,300 of them. */
const CHUNK_BYTES = 1 << 22;

/**
 * Vectors of a `.npy` file: a two-dimensional array of 16-, 32- or 64-bit floats, one row for each passage.
 * @throws RetrieverError `retriever/source-missing`, `retriever/source-unreadable`, `retriever/bad-vectors`
 */
export async function npyFile(path: string): Promise<VectorFile> {
  const header = await withFile(path, (handle) => readNpyHeader(handle, path));
  return {
    path,
    rows: header.rows,
    async *read(signal) {
      const handle = await opened(path);
      try {
        yield* readRows(handle, path, header, signal);
      } finally {
        await handle.close();
      }
    },
  };
}

async function* readRows(
  handle: FileHandle,
  path: string,
  { type, rows, dimension, offset }: NpyHeader,
  signal: AbortSignal | undefined,
): AsyncGenerator<VectorRow> {
  const decode = decoderOf(type);
  const bytes = bytesOfType[type];
  const rowBytes = dimension * bytes;
  const atOnce = Math.max(1, Math.floor(CHUNK_BYTES / rowBytes));
  const chunk = Buffer.alloc(Math.min(atOnce, Math.max(rows, 1)) * rowBytes);
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.length);
  for (let from = 0; from < rows; from += atOnce) {
    signal?.throwIfAborted();
    const wanted = Math.min(atOnce, rows - from) * rowBytes;
    for (let done = 0; done < wanted;) {
      const { bytesRead } = await handle.read(chunk, done, wanted - done, offset + from * rowBytes + done);
      if (bytesRead === 0) throw badVectors(`${path} became shorter while it was read.`);
      done += bytesRead;
    }
    for (let at = 0; at < wanted; at += rowBytes) {
      const vector = new Float32Array(dimension);
      for (let i = 0; i < dimension; i++) vector[i] = decode(view, at + i * bytes);
      yield { vector };
    }
  }
}

function decoderOf(type: NpyHeader['type']): (chunk: DataView, at: number) => number {
  if (type === '<f4') return (chunk, at) => chunk.getFloat32(at, true);
  if (type === '<f8') return (chunk, at) => chunk.getFloat64(at, true);
  const table = halfFloatTable();
  return (chunk, at) => table[chunk.getUint16(at, true)] ?? 0;
}

async function opened(path: string): Promise<FileHandle> {
  try {
    return await open(path);
  } catch (error) {
    throw unreadable(path, error);
  }
}

async function withFile<T>(path: string, work: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await opened(path);
  try {
    return await work(handle);
  } finally {
    await handle.close();
  }
}
