import { ModelError } from '@agentd/agent-core';

/** Element type of a key-value cache. */
export type CacheType = 'float32' | 'float16';

/** Cache values; 16-bit floats are only copied, so they stay raw bits. */
export type CacheArray = Float32Array | Uint16Array;

/** Keys or values of one layer, laid out as [row, head, position, width]. */
export interface CacheSlot {
  /** Name without prefix, such as `0.key`. */
  name: string;
  type: CacheType;
  heads: number;
  width: number;
}

/** The attention cache of a batch of rows that all have the same length. */
export interface KvCache {
  rows: number;
  length: number;
  /** One array per slot, in the order of the model's slots. */
  data: CacheArray[];
}

/** An empty cache for one row. */
export function emptyCache(slots: readonly CacheSlot[]): KvCache {
  return { rows: 1, length: 0, data: slots.map((slot) => newArray(slot.type, 0)) };
}

/** The rows of `cache` in the order given; a row may be given several times. */
export function takeRows(slots: readonly CacheSlot[], cache: KvCache, rows: readonly number[]): KvCache {
  const data = slots.map((slot, index) => {
    const from = slotData(cache, index);
    const size = slot.heads * cache.length * slot.width;
    const to = newArray(slot.type, size * rows.length);
    rows.forEach((row, at) => to.set(from.subarray(row * size, (row + 1) * size), at * size));
    return to;
  });
  return { rows: rows.length, length: cache.length, data };
}

/** Positions `from` to `to` of one row. */
export function takeSpan(slots: readonly CacheSlot[], cache: KvCache, row: number, from: number, to: number): KvCache {
  if (cache.rows === 1 && from === 0 && to === cache.length) return cache;
  const data = slots.map((slot, index) => {
    const all = slotData(cache, index);
    const size = (to - from) * slot.width;
    const span = newArray(slot.type, slot.heads * size);
    for (let head = 0; head < slot.heads; head++) {
      const start = ((row * slot.heads + head) * cache.length + from) * slot.width;
      span.set(all.subarray(start, start + size), head * size);
    }
    return span;
  });
  return { rows: 1, length: to - from, data };
}

/** A cache of one row that grows in place, within memory that is taken once. */
export class GrowingCache {
  readonly #slots: readonly CacheSlot[];
  readonly #data: CacheArray[];
  #length = 0;

  /** @param capacity most positions */
  constructor(slots: readonly CacheSlot[], capacity: number) {
    this.#slots = slots;
    this.#data = slots.map(({ type, heads, width }) => newArray(type, heads * capacity * width));
  }

  /** What was added so far; of no use after the next {@link append}. */
  get cache(): KvCache {
    const data = this.#slots.map(({ heads, width }, index) =>
      slotData({ data: this.#data }, index).subarray(0, heads * this.#length * width),
    );
    return { rows: 1, length: this.#length, data };
  }

  /** Adds the positions of a cache of one row. */
  append(added: KvCache): void {
    const before = this.#length;
    const after = before + added.length;
    for (const [index, { heads, width }] of this.#slots.entries()) {
      const to = slotData({ data: this.#data }, index);
      const from = slotData(added, index);
      const size = added.length * width;
      // From the last head on, so that none is overwritten before it has moved.
      for (let head = heads - 1; head >= 0; head--) {
        to.copyWithin(head * after * width, head * before * width, (head + 1) * before * width);
        to.set(from.subarray(head * size, (head + 1) * size), (head * after + before) * width);
      }
    }
    this.#length = after;
  }
}

/** The positions of one row after those of another. */
export function joinPositions(slots: readonly CacheSlot[], first: KvCache, second: KvCache): KvCache {
  const joined = new GrowingCache(slots, first.length + second.length);
  joined.append(first);
  joined.append(second);
  return joined.cache;
}

function slotData(cache: Pick<KvCache, 'data'>, index: number): CacheArray {
  const data = cache.data[index];
  if (data === undefined) throw new ModelError(`The cache has no slot ${index}.`, { code: 'model/internal' });
  return data;
}

function newArray(type: CacheType, size: number): CacheArray {
  return type === 'float32' ? new Float32Array(size) : new Uint16Array(size);
}
