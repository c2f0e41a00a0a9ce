import type { FileHandle } from 'node:fs/promises';
import { RetrieverError } from '../../errors.ts';

/** Types of numbers that are read, by their name in the file: all of them little-endian. */
export type NpyType = '<f2' | '<f4' | '<f8';

/** What a `.npy` file says of itself. */
export interface NpyHeader {
  type: NpyType;
  rows: number;
  dimension: number;
  /** Where the numbers begin. */
  offset: number;
}

export const bytesOfType: Record<NpyType, number> = { '<f2': 2, '<f4': 4, '<f8': 8 };
const MAGIC = '\x93NUMPY';
const LONGEST_HEADER = 65_536;

/**
 * Reads the header of a `.npy` file (NumPy Enhancement Proposal 1) and compares it with the size of the file.
 * @throws RetrieverError `retriever/bad-vectors`
 */
export async function readNpyHeader(handle: FileHandle, path: string): Promise<NpyHeader> {
  const { size } = await handle.stat();
  const start = await readStart(handle, 12);
  if (start.length < 12 || start.toString('latin1', 0, 6) !== MAGIC) {
    throw badVectors(`${path} is no .npy file. Save the vectors with numpy.save.`);
  }
  const isFirstVersion = start[6] === 1;
  const begin = isFirstVersion ? 10 : 12;
  const offset = begin + (isFirstVersion ? start.readUInt16LE(8) : start.readUInt32LE(8));
  if (offset > LONGEST_HEADER) throw badVectors(`${path} has a header of ${offset} bytes: it is damaged.`);
  const text = (await readStart(handle, offset)).toString('latin1', begin);
  const type = /'descr':\s*'([^']*)'/.exec(text)?.[1];
  const shape = /'shape':\s*\(([^)]*)\)/
    .exec(text)?.[1]
    ?.split(',')
    .filter((part) => part.trim() !== '');
  const [rows = Number.NaN, dimension = Number.NaN] = (shape ?? []).map(Number);
  if (!isKnown(type)) {
    throw badVectors(
      `${path} holds numbers of type ${type ?? '(none)'}; known are ${Object.keys(bytesOfType).join(', ')}.`,
    );
  }
  if (!/'fortran_order':\s*False/.test(text)) {
    throw badVectors(`${path} is in column order. Save it with numpy.save(path, numpy.ascontiguousarray(vectors)).`);
  }
  if (shape?.length !== 2 || !(rows >= 0) || !(dimension >= 1)) {
    throw badVectors(`${path} has the shape (${shape?.join(',') ?? ''}); (passages, dimension) is needed.`);
  }
  const expected = offset + rows * dimension * bytesOfType[type];
  if (size !== expected) {
    throw badVectors(
      `${path} has ${size} bytes where ${rows} × ${dimension} numbers need ${expected}: it is cut off or damaged.`,
    );
  }
  return { type, rows, dimension, offset };
}

/** A file of vectors that can't be used. */
export function badVectors(message: string, cause?: unknown): RetrieverError {
  return new RetrieverError(message, { code: 'retriever/bad-vectors', cause });
}

async function readStart(handle: FileHandle, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, 0);
  return buffer.subarray(0, bytesRead);
}

function isKnown(type: string | undefined): type is NpyType {
  return type !== undefined && type in bytesOfType;
}
