import { seededRandom, type Random } from '@agentd/agent-core';
import type { Embedder, PassageSource } from '@agentd/retriever';

/** What a set of vectors is made of. */
export interface VectorSet {
  count: number;
  dimension: number;
  seed: number;
}

/** Streams of random numbers: vectors have those from 0, and what is below ones that no vector has. */
const queryStreams = 2 ** 31;
const centreStreams = 3 * 2 ** 30;
const scaleStream = 2 ** 32 - 1;
/** Vectors around one centre, on average: about as many as partitions of the default size hold. */
const clusterSize = 1_000;
/** Length of what is added to a centre of length 1. */
const spread = 0.8;
/**
 * The variance of the i-th principal component falls with this power of i, as it does in the vectors that
 * all-MiniLM-L6-v2 gives the 994 HotpotQA passages (fitted from the 2nd to the 150th).
 */
const decay = -0.74;

/**
 * Random unit vectors around random centres. Each is a function of the seed and its number alone, so that any process
 * can make any of them again and none has to keep them.
 */
export class ClusteredVectors {
  readonly set: VectorSet;
  /** Standard deviation of each number. */
  readonly #scales: Float32Array;
  readonly #centres: Float32Array[];

  constructor(set: VectorSet) {
    this.set = set;
    const random = seededRandom(set.seed, scaleStream);
    const powers = Array.from({ length: set.dimension }, (_, at) => ({ at: random(), power: (at + 1) ** (decay / 2) }));
    // The strong components stand anywhere, so that no part of a vector has more than its share.
    this.#scales = unit(
      Float32Array.from(
        powers.toSorted((one, other) => one.at - other.at),
        ({ power }) => power,
      ),
    );
    const clusters = Math.max(1, Math.round(set.count / clusterSize));
    this.#centres = Array.from({ length: clusters }, (_, at) =>
      unit(this.#noise(seededRandom(set.seed, centreStreams + at))),
    );
  }

  vector(at: number): Float32Array {
    return this.#near(seededRandom(this.set.seed, at));
  }

  /** Drawn as the vectors are, but none of them. */
  query(at: number): Float32Array {
    return this.#near(seededRandom(this.set.seed, queryStreams + at));
  }

  #near(random: Random): Float32Array {
    const centre = this.#centres[Math.floor(random() * this.#centres.length)];
    return unit(this.#noise(random).map((noise, at) => (centre?.[at] ?? 0) + spread * noise));
  }

  /** Of about length 1. */
  #noise(random: Random): Float32Array {
    return gaussians(this.set.dimension, random).map((value, at) => value * (this.#scales[at] ?? 0));
  }
}

/**
 * Passages with vectors, streamed; their texts are a few words.
 * @param onVector called with each vector and its number
 */
export function vectorSource(
  vectors: ClusteredVectors,
  onVector?: (vector: Float32Array, at: number) => void,
): PassageSource {
  const { count, dimension } = vectors.set;
  const bytes = dimension * Float32Array.BYTES_PER_ELEMENT;
  return {
    name: 'clustered vectors',
    bytes: count * bytes,
    async *read() {
      for (let at = 0; at < count; at++) {
        const vector = vectors.vector(at);
        onVector?.(vector, at);
        const passage = { id: String(at), title: '', text: `Passage ${at}`, vector };
        yield { passage, bytesRead: (at + 1) * bytes };
      }
    },
  };
}

/** Takes the number of a query for its text. */
export function queryEmbedder(vectors: ClusteredVectors): Embedder {
  const { dimension, seed } = vectors.set;
  const identity = {
    model: 'clustered-vectors',
    dimension,
    prefixes: { query: '', passage: '' },
    fingerprint: `seed ${seed}`,
  };
  return { identity, embed: async (texts) => texts.map((text) => vectors.query(Number(text))) };
}

/** Normally distributed numbers by the method of Box and Muller (1958). */
function gaussians(count: number, random: Random): Float32Array {
  const numbers = new Float32Array(count);
  for (let at = 0; at < count; at += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    numbers[at] = radius * Math.cos(angle);
    if (at + 1 < count) numbers[at + 1] = radius * Math.sin(angle);
  }
  return numbers;
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return vector.map((value) => value / length);
}
