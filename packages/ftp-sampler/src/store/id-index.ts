import { hash } from 'node:crypto';

/** Where a line stands in a file, and what it holds. */
export interface IndexedLine {
  /** {@link hashId} of the record's id; all zero for a blank line. */
  idHash: Buffer;
  /** Of its first byte. */
  offset: number;
  /** In bytes, without the line feed. */
  length: number;
  /** 1-based. */
  line: number;
  finished: boolean;
}

export const ID_HASH_BYTES = 16;

const HASH = /^[0-9a-f]{32}$/;

/** @returns an id that is a hash already (32 hexadecimal digits), as bytes; else the first 128 bits of its SHA-256 */
export function hashId(id: string): Buffer {
  if (HASH.test(id)) return Buffer.from(id, 'hex');
  return hash('sha256', id, 'buffer').subarray(0, ID_HASH_BYTES);
}

const FIRST_CAPACITY = 1024;
const WORDS = ID_HASH_BYTES / 4;

/**
 * Which line holds the record of each id: about fifty bytes of memory for each, whatever the records' size. A hash
 * table with open addressing over typed arrays, since a `Map` of a million ids takes several times as much.
 */
export class IdIndex {
  #count = 0;
  #hashes = new Uint32Array(FIRST_CAPACITY * WORDS);
  #offsets = new Float64Array(FIRST_CAPACITY);
  #lengths = new Uint32Array(FIRST_CAPACITY);
  #lines = new Uint32Array(FIRST_CAPACITY);
  #finished = new Uint8Array(FIRST_CAPACITY);
  /** Ordinals plus one; 0 is free. Twice as many as entries at most, so that a search is short. */
  #slots = new Int32Array(FIRST_CAPACITY * 2);

  /** How many ids there are; their ordinals are 0 to `size - 1`, in the order in which they first came. */
  get size(): number {
    return this.#count;
  }

  /** Makes room for so many ids at once. */
  reserve(count: number): void {
    while (this.#lines.length < count) this.#grow();
  }

  /** A finished record stays; any other gives way to the later one but keeps its place in the order. */
  add({ idHash, offset, length, line, finished }: IndexedLine): void {
    if (this.#count === this.#lines.length) this.#grow();
    const slot = this.#slotOf(idHash);
    const known = (this.#slots[slot] ?? 0) - 1;
    if (known >= 0 && this.#finished[known] === 1) return;
    const ordinal = known >= 0 ? known : this.#count;
    if (known < 0) {
      this.#slots[slot] = ordinal + 1;
      this.#count += 1;
      for (let word = 0; word < WORDS; word += 1) {
        this.#hashes[ordinal * WORDS + word] = idHash.readUInt32LE(word * 4);
      }
    }
    this.#offsets[ordinal] = offset;
    this.#lengths[ordinal] = length;
    this.#lines[ordinal] = line;
    this.#finished[ordinal] = finished ? 1 : 0;
  }

  /** @returns the ordinal of the id with this hash, or undefined */
  find(idHash: Buffer): number | undefined {
    const ordinal = (this.#slots[this.#slotOf(idHash)] ?? 0) - 1;
    return ordinal < 0 ? undefined : ordinal;
  }

  at(ordinal: number): IndexedLine {
    const idHash = Buffer.alloc(ID_HASH_BYTES);
    for (let word = 0; word < WORDS; word += 1) {
      idHash.writeUInt32LE(this.#word(ordinal, word), word * 4);
    }
    return {
      idHash,
      offset: this.#offsets[ordinal] ?? 0,
      length: this.#lengths[ordinal] ?? 0,
      line: this.#lines[ordinal] ?? 0,
      finished: this.#finished[ordinal] === 1,
    };
  }

  isFinished(idHash: Buffer): boolean {
    const ordinal = this.find(idHash);
    return ordinal !== undefined && this.#finished[ordinal] === 1;
  }

  /** The slot that holds this hash, or the free one where it belongs. */
  #slotOf(idHash: Buffer): number {
    const mask = this.#slots.length - 1;
    let slot =
      mix(idHash.readUInt32LE(0), idHash.readUInt32LE(4), idHash.readUInt32LE(8), idHash.readUInt32LE(12)) & mask;
    for (;;) {
      const ordinal = (this.#slots[slot] ?? 0) - 1;
      if (ordinal < 0 || this.#holds(ordinal, idHash)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #holds(ordinal: number, idHash: Buffer): boolean {
    for (let word = 0; word < WORDS; word += 1) {
      if (this.#word(ordinal, word) !== idHash.readUInt32LE(word * 4)) return false;
    }
    return true;
  }

  #word(ordinal: number, word: number): number {
    return this.#hashes[ordinal * WORDS + word] ?? 0;
  }

  #grow(): void {
    const capacity = this.#lines.length * 2;
    this.#hashes = copyInto(new Uint32Array(capacity * WORDS), this.#hashes);
    this.#offsets = copyInto(new Float64Array(capacity), this.#offsets);
    this.#lengths = copyInto(new Uint32Array(capacity), this.#lengths);
    this.#lines = copyInto(new Uint32Array(capacity), this.#lines);
    this.#finished = copyInto(new Uint8Array(capacity), this.#finished);
    this.#slots = new Int32Array(capacity * 2);
    const mask = this.#slots.length - 1;
    for (let ordinal = 0; ordinal < this.#count; ordinal += 1) {
      let slot =
        mix(this.#word(ordinal, 0), this.#word(ordinal, 1), this.#word(ordinal, 2), this.#word(ordinal, 3)) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = ordinal + 1;
    }
  }
}

/** Spreads ids that differ in a few places only. */
function mix(a: number, b: number, c: number, d: number): number {
  const word = Math.imul(a ^ (b << 7) ^ (b >>> 25) ^ (c << 13) ^ (c >>> 19) ^ (d << 19) ^ (d >>> 13), 0x9e3779b1);
  return word ^ (word >>> 15);
}

function copyInto<T extends { set(from: T): void }>(to: T, from: T): T {
  to.set(from);
  return to;
}
