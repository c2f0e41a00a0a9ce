import { crc32 } from 'node:zlib';
import { ID_HASH_BYTES, type IndexedLine } from './id-index.ts';

/** How far lines are known: the byte after the last one's line feed, and how many there are. */
export interface Covered {
  end: number;
  lines: number;
}

// A block: magic, CRC-32 of all that follows, number of lines, number of the first line, offset of the first line;
// then for each line the hash of its id, its length and whether it is finished. Little-endian. Lines of a block touch.
const MAGIC = 0x31584941; // "AIX1"
const HEADER_BYTES = 24;
const LINE_BYTES = ID_HASH_BYTES + 8;
const CHECKED_FROM = 8;

/** At most so many lines are in the blocks. */
export const linesIn = (bytes: Buffer): number => Math.floor(bytes.length / LINE_BYTES);

/** @param lines at least one, each beginning where the one before ended */
export function encodeBlock(lines: readonly IndexedLine[]): Buffer {
  const block = Buffer.alloc(HEADER_BYTES + lines.length * LINE_BYTES);
  block.writeUInt32LE(MAGIC, 0);
  block.writeUInt32LE(lines.length, 8);
  block.writeUInt32LE(lines[0]?.line ?? 0, 12);
  block.writeDoubleLE(lines[0]?.offset ?? 0, 16);
  let at = HEADER_BYTES;
  for (const { idHash, length, finished } of lines) {
    idHash.copy(block, at);
    block.writeUInt32LE(length, at + ID_HASH_BYTES);
    block.writeUInt32LE(finished ? 1 : 0, at + ID_HASH_BYTES + 4);
    at += LINE_BYTES;
  }
  block.writeUInt32LE(crc32(block.subarray(CHECKED_FROM)), 4);
  return block;
}

/** What {@link decodeBlocks} found. */
export interface DecodedBlocks {
  covered: Covered;
  /** Bytes of the index up to the last whole block; what follows is damaged. */
  goodBytes: number;
}

/**
 * Reads blocks up to the first damaged one, or one that leaves a gap. Lines that an earlier block had too, as two
 * processes write them, are passed over.
 * @param visit gets each line once, in the order of the file; `isLastOfBlock` for spot checks
 */
export function decodeBlocks(bytes: Buffer, visit: (line: IndexedLine, isLastOfBlock: boolean) => void): DecodedBlocks {
  const covered: Covered = { end: 0, lines: 0 };
  let at = 0;
  for (;;) {
    const count = wholeBlockAt(bytes, at);
    if (count === undefined) return { covered, goodBytes: at };
    let line = bytes.readUInt32LE(at + 12);
    let offset = bytes.readDoubleLE(at + 16);
    if (offset > covered.end) return { covered, goodBytes: at };
    const end = at + HEADER_BYTES + count * LINE_BYTES;
    for (at += HEADER_BYTES; at < end; at += LINE_BYTES) {
      const length = bytes.readUInt32LE(at + ID_HASH_BYTES);
      if (offset === covered.end) {
        const idHash = bytes.subarray(at, at + ID_HASH_BYTES);
        const finished = bytes.readUInt32LE(at + ID_HASH_BYTES + 4) === 1;
        visit({ idHash, offset, length, line, finished }, at + LINE_BYTES === end);
        covered.end = offset + length + 1;
        covered.lines = line;
      }
      offset += length + 1;
      line += 1;
    }
  }
}

/** How many lines the block at this place has; undefined where no whole block stands there. */
function wholeBlockAt(bytes: Buffer, at: number): number | undefined {
  if (at + HEADER_BYTES > bytes.length || bytes.readUInt32LE(at) !== MAGIC) return undefined;
  const count = bytes.readUInt32LE(at + 8);
  const end = at + HEADER_BYTES + count * LINE_BYTES;
  if (count === 0 || end > bytes.length) return undefined;
  return crc32(bytes.subarray(at + CHECKED_FROM, end)) === bytes.readUInt32LE(at + 4) ? count : undefined;
}
