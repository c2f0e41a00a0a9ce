import { ModelError } from '@agentd/agent-core';
import type { Random } from '../random.ts';
import { REACH, TokenWeights } from './token-weights.ts';

const BINS = 512;

/** How the next token is chosen; the rules apply in the order in which transformers applies them. */
export interface SamplingSettings {
  /** Divides the logits of tokens that were seen before, or multiplies negative ones; 1 does nothing. */
  repetitionPenalty?: number;
  /** 0 takes the likeliest token. */
  temperature: number;
  /** How many of the likeliest tokens may be drawn; all where it is not given. */
  topK?: number | undefined;
  /** Nucleus size, above 0 and at most 1: a part of what topK leaves. */
  topP: number;
  /** Least probability of a token, as a part of that of the likeliest. */
  minP?: number;
}

/**
 * Chooses tokens from logits in time linear in the vocabulary: candidates are binned by probability and only the bin
 * that a limit falls into is sorted. Keeps its scratch space between calls; one per engine.
 */
export class Sampler {
  readonly #size: number;
  readonly #weights: TokenWeights;
  /** Tokens that may be drawn, and the bin of each. */
  readonly #ids: Int32Array;
  readonly #bins: Uint16Array;
  readonly #mass = new Float64Array(BINS);
  readonly #number = new Float64Array(BINS);
  /** Natural logarithm of the model's own probability, at temperature 1, of the token last returned. */
  logprob = 0;

  constructor(vocabularySize: number) {
    this.#size = vocabularySize;
    this.#weights = new TokenWeights(vocabularySize);
    this.#ids = new Int32Array(vocabularySize);
    this.#bins = new Uint16Array(vocabularySize);
  }

  /**
   * The next token for the row of `all` logits that begins at `offset`; sets {@link logprob}.
   * @param seen tokens that the repetition penalty is for
   * @throws ModelError `model/bad-answer` when no logit of the row is a number
   */
  sample(
    all: Float32Array,
    offset: number,
    settings: SamplingSettings,
    random: Random,
    seen: Iterable<number> = [],
  ): number {
    const logits = all.subarray(offset, offset + this.#size);
    const { temperature, repetitionPenalty: penalty = 1 } = settings;
    let likeliest = likeliestOf(logits);
    const best = logits[likeliest] ?? -Infinity;
    const total = this.#weights.set(logits, best, 1);
    let mass = total;
    const undo = penalty === 1 ? undefined : penalise(logits, penalty, seen);
    if (undo !== undefined) likeliest = likeliestOf(logits);
    let chosen = likeliest;
    if (temperature > 0) {
      const highest = logits[likeliest] ?? -Infinity;
      if (undo !== undefined || temperature !== 1) mass = this.#weights.set(logits, highest, temperature);
      chosen = this.#draw(likeliest, mass, settings, random, (id) => (highest - (logits[id] ?? 0)) / temperature);
    }
    undo?.();
    this.logprob = (logits[chosen] ?? -Infinity) - best - Math.log(total);
    return chosen;
  }

  #draw(
    likeliest: number,
    mass: number,
    { topK = Infinity, topP, minP = 0 }: SamplingSettings,
    random: Random,
    distance: (id: number) => number,
  ): number {
    const weights = this.#weights.values;
    const limitsNumber = topK < this.#size;
    // Lighter tokens than this weigh less than what the nucleus leaves out, even all of them together.
    const count = this.#gather(limitsNumber ? 0 : ((1 - topP) * mass) / this.#size);
    let lightest = 0;
    if (limitsNumber || topP < 1) this.#fillBins(count, distance);
    if (limitsNumber) lightest = this.#lightest(topK, count, this.#number, () => 1);
    if (topP < 1) {
      const wanted = topP * (limitsNumber ? this.#massFrom(lightest, count) : mass);
      lightest = Math.max(
        lightest,
        this.#lightest(wanted, count, this.#mass, (weight) => weight),
      );
    }
    lightest = Math.max(lightest, minP);
    let left = random() * this.#massFrom(lightest, count);
    let chosen = likeliest;
    for (let j = 0; j < count; j++) {
      const id = this.#ids[j] ?? 0;
      const weight = weights[id] ?? 0;
      if (weight < lightest) continue;
      chosen = id;
      left -= weight;
      if (left < 0) break;
    }
    return chosen;
  }

  /** Lists the tokens that weigh something, and at least `least`; returns how many. */
  #gather(least: number): number {
    const ids = this.#ids;
    const weights = this.#weights.values;
    let count = 0;
    for (let id = 0; id < weights.length; id++) {
      const weight = weights[id] ?? 0;
      if (weight > 0 && weight >= least) ids[count++] = id;
    }
    return count;
  }

  #massFrom(lightest: number, count: number): number {
    const ids = this.#ids;
    const weights = this.#weights.values;
    let mass = 0;
    for (let j = 0; j < count; j++) {
      const weight = weights[ids[j] ?? 0] ?? 0;
      if (weight >= lightest) mass += weight;
    }
    return mass;
  }

  /** Weight of the last candidate when, from the heaviest on, as many are taken as measure `wanted` together. */
  #lightest(wanted: number, count: number, bins: Float64Array, measure: (weight: number) => number): number {
    let taken = 0;
    let last = 0;
    for (; last < BINS - 1; last++) {
      const next = taken + (bins[last] ?? 0);
      if (next >= wanted) break;
      taken = next;
    }
    const boundary: number[] = [];
    for (let j = 0; j < count; j++) {
      if (this.#bins[j] === last) boundary.push(this.#weights.values[this.#ids[j] ?? 0] ?? 0);
    }
    boundary.sort((x, y) => y - x);
    let lightest = 0;
    for (const weight of boundary) {
      taken += measure(weight);
      lightest = weight;
      if (taken >= wanted) break;
    }
    return lightest;
  }

  #fillBins(count: number, distance: (id: number) => number): void {
    const scale = (BINS - 1) / REACH;
    this.#mass.fill(0);
    this.#number.fill(0);
    for (let j = 0; j < count; j++) {
      const id = this.#ids[j] ?? 0;
      const bin = (distance(id) * scale) | 0;
      this.#bins[j] = bin;
      this.#mass[bin] = (this.#mass[bin] ?? 0) + (this.#weights.values[id] ?? 0);
      this.#number[bin] = (this.#number[bin] ?? 0) + 1;
    }
  }
}

function likeliestOf(logits: Float32Array): number {
  let best = -Infinity;
  let bestAt = -1;
  for (let id = 0; id < logits.length; id++) {
    const logit = logits[id] ?? -Infinity;
    if (logit > best) {
      best = logit;
      bestAt = id;
    }
  }
  if (bestAt >= 0) return bestAt;
  throw new ModelError(
    'The model computed no usable logits (all are NaN or -Infinity); its weights or its export are damaged.',
    { code: 'model/bad-answer' },
  );
}

/** Changes the logits of tokens that were seen; the function that it returns changes them back. */
function penalise(logits: Float32Array, penalty: number, seen: Iterable<number>): () => void {
  const before = new Map<number, number>();
  for (const id of seen) {
    const logit = logits[id];
    if (logit === undefined || before.has(id)) continue;
    before.set(id, logit);
    logits[id] = logit > 0 ? logit / penalty : logit * penalty;
  }
  return () => {
    for (const [id, logit] of before) logits[id] = logit;
  };
}
