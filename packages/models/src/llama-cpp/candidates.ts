import type { NativeContext, NativeSampler } from './native.ts';

/**
 * How many of the likeliest tokens are taken out of llama.cpp to be drawn from. All of a large vocabulary would cost
 * more than the model: each logit becomes a JavaScript value of its own.
 */
const MOST_CANDIDATES = 1024;

/** How many candidates a vocabulary of this size gives. */
export const candidateCount = (vocabularySize: number): number => Math.min(vocabularySize, MOST_CANDIDATES);

/** The likeliest tokens after a row, likeliest first. */
export interface Candidates {
  ids: Int32Array;
  logits: Float32Array;
  /** Sum over the whole vocabulary of exp(logit - greatest logit). */
  totalWeight: number;
}

/** Reads the logits of rows; one per row of a batch, since rows are read at the same time. */
export class CandidateReader {
  readonly #size: number;
  readonly #isWhole: boolean;
  readonly #likeliest: NativeSampler;
  readonly #whole: NativeSampler;

  constructor(vocabularySize: number, newSampler: () => NativeSampler) {
    this.#size = candidateCount(vocabularySize);
    this.#isWhole = this.#size === vocabularySize;
    this.#likeliest = newSampler();
    this.#likeliest.applyConfig({ temperature: 1, topK: this.#size, seed: 0 });
    this.#whole = newSampler();
    this.#whole.applyConfig({ temperature: 0 });
  }

  /** The candidates of the row whose logits are at `at`. */
  async read(context: NativeContext, at: number): Promise<Candidates> {
    const [[, , , pairs = []], [, , , , weight]] = await Promise.all([
      context.sampleToken(at, this.#likeliest, false, false, true, this.#isWhole),
      this.#isWhole ? [0] : context.sampleToken(at, this.#whole, false, false, false, true),
    ]);
    const count = pairs.length / 2;
    const ids = new Int32Array(count);
    const logits = new Float32Array(count);
    for (let i = 0; i < count; i++) {
      ids[i] = pairs[2 * i] ?? 0;
      logits[i] = pairs[2 * i + 1] ?? -Infinity;
    }
    return { ids, logits, totalWeight: weight ?? sumOfWeights(logits) };
  }

  dispose(): void {
    this.#likeliest.dispose();
    this.#whole.dispose();
  }
}

function sumOfWeights(logits: Float32Array): number {
  const best = logits[0] ?? 0;
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - best);
  return sum;
}
