/** A seeded source of choices: the same seed gives the same problem on every machine. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = hash32(`seed:${seed}`);
  }

  /** A number in [0, 1), by mulberry32. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** An integer from `low` to `high`, both included. */
  int(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** An index, drawn by these weights. */
  weighted(weights: readonly number[]): number {
    let point = this.next() * weights.reduce((total, weight) => total + weight, 0);
    const found = weights.findIndex((weight) => (point -= weight) < 0);
    return found === -1 ? weights.length - 1 : found;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.int(0, items.length - 1)];
    if (item === undefined) throw new RangeError('Random.pick was given an empty list; give it at least one item.');
    return item;
  }

  /** `count` different items in random order. */
  sample<T>(items: readonly T[], count: number): T[] {
    const rest = [...items];
    return Array.from({ length: count }, () => {
      const [item] = rest.splice(this.int(0, rest.length - 1), 1);
      if (item === undefined) throw new RangeError(`Random.sample needs ${count} items and was given ${items.length}.`);
      return item;
    });
  }
}

/** FNV-1a with a final mix: splits templates, numbers and problems by their names alone. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
