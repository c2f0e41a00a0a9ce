import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { PassageSource, SourcePassage } from '../../passage-source.ts';

// Helpers of the tests; not part of any entry.

/** A folder for files of vectors, and passages `p0`, `p1`, … */
export class VectorFiles implements AsyncDisposable {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  static async make(): Promise<VectorFiles> {
    return new VectorFiles(await mkdtemp(join(tmpdir(), 'agentd-vectors-')));
  }

  async file(name: string, content: Uint8Array): Promise<string> {
    const path = join(this.#path, name);
    await writeFile(path, content);
    return path;
  }

  /** A Parquet file of ids and lists of 32-bit floats, with four rows in a group. */
  parquet(ids: readonly (string | number)[], vectors: readonly number[][]): Promise<string> {
    const buffer = parquetWriteBuffer({
      columnData: [
        { name: 'id', data: [...ids] },
        { name: 'vector', data: [...vectors] },
      ],
      schema: [
        { name: 'root', num_children: 2 },
        typeof ids[0] === 'number'
          ? { name: 'id', type: 'INT32', repetition_type: 'REQUIRED' }
          : { name: 'id', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
        { name: 'vector', repetition_type: 'OPTIONAL', converted_type: 'LIST', num_children: 1 },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        { name: 'element', type: 'FLOAT', repetition_type: 'OPTIONAL' },
      ],
      rowGroupSize: 4,
    });
    return this.file('vectors.parquet', new Uint8Array(buffer));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#path, { recursive: true, force: true });
  }
}

/** What a `.npy` header says; each part may be wrong. */
export interface NpyParts {
  type?: string;
  fortran?: boolean;
  shape?: string;
  version?: number;
}

/** A `.npy` file around its numbers. */
export function npy(numbers: Uint8Array, parts: NpyParts): Uint8Array {
  const { type = '<f4', fortran = false, shape, version = 1 } = parts;
  const dictionary = `{'descr': '${type}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${shape}), }`;
  const begin = version === 1 ? 10 : 12;
  const padded = dictionary.padEnd(Math.ceil((begin + dictionary.length + 1) / 64) * 64 - begin - 1) + '\n';
  const head = Buffer.alloc(begin);
  head.write('\x93NUMPY', 'latin1');
  head[6] = version;
  if (version === 1) head.writeUInt16LE(padded.length, 8);
  else head.writeUInt32LE(padded.length, 8);
  return Buffer.concat([head, Buffer.from(padded), numbers]);
}

/** A `.npy` file of 32-bit vectors. */
export function npyOf(vectors: readonly (readonly number[])[]): Uint8Array {
  const numbers = Float32Array.from(vectors.flat());
  return npy(new Uint8Array(numbers.buffer), { shape: `${vectors.length}, ${vectors[0]?.length}` });
}

/** A source of so many passages, some of whose rows are bad. */
export function passages(count: number, badRows = 0): PassageSource {
  return {
    name: 'memory',
    bytes: count,
    async *read({ onBadRow } = {}) {
      for (let at = 0; at < badRows; at++) onBadRow?.({ file: 'memory', row: at + 1, reason: 'no text' });
      for (let at = 0; at < count; at++) {
        const passage: SourcePassage = { id: `p${at}`, title: '', text: `text ${at}` };
        yield { passage, bytesRead: at + 1 };
      }
    },
  };
}
