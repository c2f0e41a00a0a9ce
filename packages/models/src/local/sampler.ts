import { ModelError } from '@agentd/agent-core';
import type { Random } from '../random.ts';

const BINS = 512;
/** Tokens less likely than e^-24 of the best one are never drawn: all of a 150,000-token vocabulary together is 6e-6. */
const REACH = 24;
/** Terms below e^-30 of the greatest are left out of the normaliser: an error below 2e-8 for 150,000 tokens. */
const NEGLIGIBLE = 30;

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
  readonly #ids: Int32Array;
  readonly #weights: Float64Array;
  readonly #bins: Uint16Array;
  readonly #mass = new Float64Array(BINS);
  readonly #number = new Float64Array(BINS);
  /** Natural logarithm of the model's own probability, at temperature 1, of the token last returned. */
  logprob = 0;

  constructor(vocabularySize: number) {
    this.#size = vocabularySize;
    this.#ids = new Int32Array(vocabularySize);
    this.#weights = new Float64Array(vocabularySize);
    this.#bins = new Uint16Array(vocabularySize);
  }

  /**
   * The next token for the row of `logits` that begins at `offset`; sets {@link logprob}.
   * @param seen tokens that the repetition penalty is for
   * @throws ModelError `model/bad-answer` when no logit of the row is a number
   */
  sample(
    logits: Float32Array,
    offset: number,
    settings: SamplingSettings,
    random: Random,
    seen: Iterable<number> = [],
  ): number {
    const end = offset + this.#size;
    let likeliest = this.#likeliest(logits, offset);
    const best = logits[likeliest] ?? -Infinity;
    let total = 0;
    const floor = best - NEGLIGIBLE;
    for (let i = offset; i < end; i++) {
      const logit = logits[i] ?? -Infinity;
      if (logit > floor) total += Math.exp(logit - best);
    }
    const penalty = settings.repetitionPenalty ?? 1;
    const undo = penalty === 1 ? undefined : penalise(logits, offset, penalty, seen);
    if (undo !== undefined) likeliest = this.#likeliest(logits, offset);
    const chosen = settings.temperature === 0 ? likeliest : this.#draw(logits, offset, likeliest, settings, random);
    undo?.();
    this.logprob = (logits[chosen] ?? -Infinity) - best - Math.log(total);
    return chosen - offset;
  }

  #likeliest(logits: Float32Array, offset: number): number {
    const end = offset + this.#size;
    let best = -Infinity;
    let bestAt = -1;
    for (let i = offset; i < end; i++) {
      const logit = logits[i] ?? -Infinity;
      if (logit > best) {
        best = logit;
        bestAt = i;
      }
    }
    if (bestAt >= 0) return bestAt;
    throw new ModelError(
      'The model computed no usable logits (all are NaN or -Infinity); its weights or its export are damaged.',
      { code: 'model/bad-answer' },
    );
  }

  #draw(logits: Float32Array, offset: number, likeliest: number, settings: SamplingSettings, random: Random): number {
    const best = logits[likeliest] ?? 0;
    const { temperature, topK = Infinity, topP, minP = 0 } = settings;
    const ids = this.#ids;
    const weights = this.#weights;
    const reach = temperature * REACH;
    const floor = best - reach;
    const end = offset + this.#size;
    let count = 0;
    for (let i = offset; i < end; i++) {
      const logit = logits[i] ?? -Infinity;
      if (logit <= floor && logit < best) continue;
      ids[count] = i;
      weights[count++] = Math.exp((logit - best) / temperature);
    }
    let lightest = 0;
    if (topK < count || topP < 1) this.#fillBins(logits, best, (BINS - 1) / reach, count);
    if (topK < count) lightest = this.#lightest(topK, count, this.#number, () => 1);
    if (topP < 1) {
      const wanted = topP * this.#massFrom(lightest, count);
      lightest = Math.max(
        lightest,
        this.#lightest(wanted, count, this.#mass, (weight) => weight),
      );
    }
    lightest = Math.max(lightest, minP);
    let left = random() * this.#massFrom(lightest, count);
    let chosen = ids[0] ?? offset;
    for (let j = 0; j < count; j++) {
      const weight = weights[j] ?? 0;
      if (weight < lightest) continue;
      chosen = ids[j] ?? offset;
      left -= weight;
      if (left < 0) break;
    }
    return chosen;
  }

  #massFrom(lightest: number, count: number): number {
    let mass = 0;
    for (let j = 0; j < count; j++) {
      const weight = this.#weights[j] ?? 0;
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
    for (let j = 0; j < count; j++) if (this.#bins[j] === last) boundary.push(this.#weights[j] ?? 0);
    boundary.sort((x, y) => y - x);
    let lightest = 0;
    for (const weight of boundary) {
      taken += measure(weight);
      lightest = weight;
      if (taken >= wanted) break;
    }
    return lightest;
  }

  #fillBins(logits: Float32Array, best: number, scale: number, count: number): void {
    this.#mass.fill(0);
    this.#number.fill(0);
    for (let j = 0; j < count; j++) {
      const logit = logits[this.#ids[j] ?? 0] ?? -Infinity;
      const bin = Math.min(BINS - 1, Math.floor((best - logit) * scale));
      this.#bins[j] = bin;
      this.#mass[bin] = (this.#mass[bin] ?? 0) + (this.#weights[j] ?? 0);
      this.#number[bin] = (this.#number[bin] ?? 0) + 1;
    }
  }
}

/** Changes the logits of tokens that were seen; the function that it returns changes them back. */
function penalise(logits: Float32Array, offset: number, penalty: number, seen: Iterable<number>): () => void {
  const before = new Map<number, number>();
  for (const id of seen) {
    const at = offset + id;
    const logit = logits[at];
    if (logit === undefined || before.has(at)) continue;
    before.set(at, logit);
    logits[at] = logit > 0 ? logit / penalty : logit * penalty;
  }
  return () => {
    for (const [at, logit] of before) logits[at] = logit;
  };
}
