import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { SnapshotHeader } from '../process/protocol.ts';

const lengthBytes = 4;

/** The head of a snapshot file: the length of a JSON header, and the header. What Pyodide loads follows it. */
export function snapshotHead(header: SnapshotHeader): Buffer {
  const json = Buffer.from(JSON.stringify(header));
  // Pyodide reads its part as 32-bit words: it begins at a multiple of 16.
  const size = Math.ceil((lengthBytes + json.byteLength) / 16) * 16;
  const head = Buffer.alloc(size, ' ');
  head.writeUInt32LE(size - lengthBytes);
  json.copy(head, lengthBytes);
  return head;
}

/** A snapshot as it is used. */
export interface Snapshot {
  /** What Pyodide loads: a header of its own, then the interpreter's memory. */
  bytes: Buffer;
  /** The part of `bytes` that is memory, and behind it room for the memory to grow, filled with zeros. */
  memory: Buffer;
  dispatch: number;
}

/** Room kept behind the memory, so that a session can begin without copying it. */
const spareBytes = 4 * 2 ** 20;

/**
 * Reads a snapshot file.
 * @throws Error with `snapshot` in its message when it cannot be read, is cut short or damaged
 */
export function readSnapshot(path: string): Snapshot {
  const size = statSync(path).size;
  const file = Buffer.allocUnsafeSlow(size + spareBytes);
  const descriptor = openSync(path, 'r');
  for (let read = 0; read < size;) {
    const count = readSync(descriptor, file, read, size - read, read);
    if (count === 0) throw new Error('The snapshot is cut short.');
    read += count;
  }
  closeSync(descriptor);
  file.fill(0, size);
  const start = size < lengthBytes ? 0 : lengthBytes + file.readUInt32LE();
  if (start === 0 || start > size) throw new Error('The snapshot is cut short.');
  const header: SnapshotHeader = JSON.parse(file.toString('utf8', lengthBytes, start));
  const bytes = file.subarray(start, size);
  if (bytes.length !== header.bytes || crc32(bytes) !== header.crc32) throw new Error('The snapshot is damaged.');
  return { bytes, memory: file.subarray(start + memoryOffset(bytes)), dispatch: header.dispatch };
}

/** Pyodide tells the length of its header in the second word. */
export function memoryOffset(snapshot: Uint8Array): number {
  return new DataView(snapshot.buffer, snapshot.byteOffset).getUint32(4, true);
}

/** The snapshot without the unused memory at its end. */
export function trimZeros(snapshot: Uint8Array): Uint8Array {
  const step = 65_536;
  const zeros = Buffer.alloc(step);
  let end = snapshot.byteLength;
  while (end > step && zeros.equals(snapshot.subarray(end - step, end))) end -= step;
  return snapshot.subarray(0, Math.ceil(end / 16) * 16);
}
