import { hash } from 'node:crypto';

const segmentCount = 256;
const maxLoad = 0.7;

/** Open addressing with linear probing over 64-bit keys, each in two neighbouring slots; 0, 0 is free. */
class Segment {
  #slots = new Uint32Array(2 * 64);
  #size = 0;

  /** @returns whether the key is new */
  add(high: number, low: number): boolean {
    if ((this.#size + 1) * 2 > this.#slots.length * maxLoad) this.#grow();
    if (!this.#insert(high, low)) return false;
    this.#size++;
    return true;
  }

  #insert(high: number, low: number): boolean {
    const slots = this.#slots;
    const mask = slots.length / 2 - 1;
    for (let at = low & mask; ; at = (at + 1) & mask) {
      const [foundHigh, foundLow] = [slots[2 * at], slots[2 * at + 1]];
      if (foundHigh === high && foundLow === low) return false;
      if (foundHigh !== 0 || foundLow !== 0) continue;
      slots[2 * at] = high;
      slots[2 * at + 1] = low;
      return true;
    }
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(old.length * 2);
    for (let at = 0; at < old.length; at += 2) {
      const [high = 0, low = 0] = [old[at], old[at + 1]];
      if (high !== 0 || low !== 0) this.#insert(high, low);
    }
  }
}

/**
 * A set of ids by 64 bits of their SHA-256, at 12 to 23 bytes an id: 21 million take about 370 MB.
 * It may take a new id for a known one (at 21 million ids with a chance of 1 in 80,000 for the whole set), never the
 * other way round.
 */
export class IdSet {
  readonly #segments = Array.from({ length: segmentCount }, () => new Segment());

  /** @returns false where the id, or very rarely another one, was added before */
  add(id: string): boolean {
    const digest = hash('sha256', id, 'buffer');
    const low = digest.readUInt32LE(4);
    // The key 0, 0 means a free slot.
    const high = digest.readUInt32LE(0) || 1;
    return this.#segments[digest.readUInt8(8)]?.add(high, low) ?? true;
  }
}
