import { ModelError } from '@agentd/agent-core';
import type { Random } from '../random.ts';

const BINS = 512;
/** Tokens less likely than e^-24 of the best one are never drawn: all of a 150,000-token vocabulary together is 6e-6. */
const REACH = 24;
/** Terms below e^-30 of the greatest are left out of the normaliser: an error below 2e-8 for 150,000 tokens. */
const NEGLIGIBLE = 30;

/** How the next token is chosen. */
export interface SamplingSettings {
  /** 0 takes the likeliest token. */
  temperature: number;
  /** Nucleus size, above 0 and at most 1. */
  topP: number;
}

/**
 * Chooses tokens from logits in time linear in the vocabulary: candidates are binned by probability and only the bin
 * that the nucleus ends in is sorted. Keeps its scratch space between calls; one per engine.
 */
export class Sampler {
  readonly #size: number;
  readonly #ids: Int32Array;
  readonly #weights: Float64Array;
  readonly #bins: Uint16Array;
  readonly #mass = new Float64Array(BINS);
  /** Natural logarithm, at temperature 1, of the probability of the token last returned. */
  logprob = 0;

  constructor(vocabularySize: number) {
    this.#size = vocabularySize;
    this.#ids = new Int32Array(vocabularySize);
    this.#weights = new Float64Array(vocabularySize);
    this.#bins = new Uint16Array(vocabularySize);
  }

  /**
   * The next token for the row of `logits` that begins at `offset`; sets {@link logprob}.
   * @throws ModelError `model/bad-answer` when no logit of the row is a number
   */
  sample(logits: Float32Array, offset: number, settings: SamplingSettings, random: Random): number {
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
    if (bestAt < 0) {
      throw new ModelError(
        'The model computed no usable logits (all are NaN or -Infinity); its weights or its export are damaged.',
        { code: 'model/bad-answer' },
      );
    }
    let total = 0;
    const floor = best - NEGLIGIBLE;
    for (let i = offset; i < end; i++) {
      const logit = logits[i] ?? -Infinity;
      if (logit > floor) total += Math.exp(logit - best);
    }
    const chosen = settings.temperature === 0 ? bestAt : this.#draw(logits, offset, best, settings, random);
    this.logprob = (logits[chosen] ?? -Infinity) - best - Math.log(total);
    return chosen - offset;
  }

  #draw(logits: Float32Array, offset: number, best: number, settings: SamplingSettings, random: Random): number {
    const { temperature, topP } = settings;
    const ids = this.#ids;
    const weights = this.#weights;
    const reach = temperature * REACH;
    const floor = best - reach;
    const end = offset + this.#size;
    let count = 0;
    let mass = 0;
    for (let i = offset; i < end; i++) {
      const logit = logits[i] ?? -Infinity;
      if (logit <= floor && logit < best) continue;
      const weight = Math.exp((logit - best) / temperature);
      ids[count] = i;
      weights[count++] = weight;
      mass += weight;
    }
    let kept = mass;
    let lastBin = BINS;
    let lightest = 0;
    if (topP < 1) {
      const scale = (BINS - 1) / reach;
      this.#fillBins(logits, best, scale, count);
      const wanted = topP * mass;
      kept = 0;
      for (lastBin = 0; lastBin < BINS - 1; lastBin++) {
        const next = kept + (this.#mass[lastBin] ?? 0);
        if (next >= wanted) break;
        kept = next;
      }
      const boundary: number[] = [];
      for (let j = 0; j < count; j++) if (this.#bins[j] === lastBin) boundary.push(weights[j] ?? 0);
      boundary.sort((x, y) => y - x);
      for (const weight of boundary) {
        kept += weight;
        lightest = weight;
        if (kept >= wanted) break;
      }
    }
    let left = random() * kept;
    let chosen = ids[0] ?? offset;
    for (let j = 0; j < count; j++) {
      const weight = weights[j] ?? 0;
      const bin = lastBin === BINS ? 0 : (this.#bins[j] ?? 0);
      if (bin > lastBin || (bin === lastBin && weight < lightest)) continue;
      chosen = ids[j] ?? offset;
      left -= weight;
      if (left < 0) break;
    }
    return chosen;
  }

  #fillBins(logits: Float32Array, best: number, scale: number, count: number): void {
    this.#mass.fill(0);
    for (let j = 0; j < count; j++) {
      const logit = logits[this.#ids[j] ?? 0] ?? -Infinity;
      const bin = Math.min(BINS - 1, Math.floor((best - logit) * scale));
      this.#bins[j] = bin;
      this.#mass[bin] = (this.#mass[bin] ?? 0) + (this.#weights[j] ?? 0);
    }
  }
}
