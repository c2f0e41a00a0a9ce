const HASHES = 128;
/** How many of a bucket's members are compared: a bucket of a thousand is one of a template, not of duplicates. */
const COMPARED = 32;
/** How far the estimate of a similarity may lie below it. */
const MARGIN = 0.15;

interface Entry {
  id: string;
  shingles: Uint32Array;
  signature: Uint32Array;
}

/** Finds sets of numbers that have most of their members in common with one that was added before. */
export class NearDuplicateIndex {
  readonly #threshold: number;
  readonly #bands: number;
  readonly #rows: number;
  readonly #buckets: Map<string, Entry[]>[];

  /** @param threshold Jaccard similarity, above 0 to 1 */
  constructor(threshold: number) {
    this.#threshold = threshold;
    [this.#bands, this.#rows] = bandsFor(threshold);
    this.#buckets = Array.from({ length: this.#bands }, () => new Map());
  }

  /** The first set found that reaches the threshold; where there is none, this one is added. Sets are sorted. */
  findOrAdd(id: string, shingles: Uint32Array): { id: string; similarity: number } | undefined {
    const signature = minHashes(shingles);
    const keys = this.#buckets.map((_, band) => signature.subarray(band * this.#rows, (band + 1) * this.#rows).join());
    const compared = new Set<Entry>();
    for (const [band, key] of keys.entries()) {
      for (const entry of this.#buckets[band]?.get(key)?.slice(-COMPARED) ?? []) {
        if (compared.has(entry)) continue;
        compared.add(entry);
        if (shareOfEqual(entry.signature, signature) < this.#threshold - MARGIN) continue;
        const similarity = jaccard(entry.shingles, shingles);
        if (similarity >= this.#threshold) return { id: entry.id, similarity };
      }
    }
    const entry = { id, shingles, signature };
    for (const [band, key] of keys.entries()) {
      const buckets = this.#buckets[band];
      const bucket = buckets?.get(key);
      if (bucket === undefined) buckets?.set(key, [entry]);
      else bucket.push(entry);
    }
    return undefined;
  }
}

/** The widest bands that still find 99 of 100 pairs at the threshold. */
function bandsFor(threshold: number): [bands: number, rows: number] {
  for (let rows = 16; rows > 1; rows -= 1) {
    const bands = Math.floor(HASHES / rows);
    if (1 - (1 - threshold ** rows) ** bands >= 0.99) return [bands, rows];
  }
  return [HASHES, 1];
}

/**
 * One hash for each of 128 parts of the hash space (one-permutation hashing, Li, Owen and Zhang 2012): the least in
 * the part. A part without a member takes over the value of the next that has one (rotation, Shrivastava and Li 2014).
 */
function minHashes(shingles: Uint32Array): Uint32Array {
  const least = new Uint32Array(HASHES).fill(0xffffffff);
  for (const shingle of shingles) {
    const hash = spread(shingle);
    const part = hash & (HASHES - 1);
    least[part] = Math.min(least[part] ?? 0, hash >>> 7);
  }
  const filled = least.slice();
  for (let part = 0; part < HASHES; part += 1) {
    for (let step = 1; filled[part] === 0xffffffff && step < HASHES; step += 1) {
      const next = least[(part + step) % HASHES] ?? 0xffffffff;
      if (next !== 0xffffffff) filled[part] = spread(next + Math.imul(step, 0x9e3779b9));
    }
  }
  return filled;
}

/** Spreads 32 bits (the finaliser of MurmurHash3). */
function spread(value: number): number {
  let bits = value;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

function shareOfEqual(one: Uint32Array, other: Uint32Array): number {
  let equal = 0;
  for (let at = 0; at < HASHES; at += 1) if (one[at] === other[at]) equal += 1;
  return equal / HASHES;
}

function jaccard(one: Uint32Array, other: Uint32Array): number {
  let common = 0;
  for (let i = 0, j = 0; i < one.length && j < other.length;) {
    const [a = 0, b = 0] = [one[i], other[j]];
    if (a === b) common += 1;
    if (a <= b) i += 1;
    if (b <= a) j += 1;
  }
  return common / (one.length + other.length - common);
}
