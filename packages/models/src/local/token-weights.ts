/** Entries of the table of exponentials for a distance of 1. */
const STEPS = 64;
/**
 * Tokens less likely than e^-30 of the best one weigh nothing: with 150,000 tokens the error of a sum is below 2e-8.
 */
export const REACH = 30;

/** Weights of the tokens of a vocabulary: their probabilities, up to a common factor. */
export class TokenWeights {
  readonly #exponentials = Float64Array.from({ length: REACH * STEPS + 1 }, (_, step) => Math.exp(-step / STEPS));
  /** The weight of each token, 1 for the likeliest. */
  readonly values: Float64Array;

  constructor(vocabularySize: number) {
    this.values = new Float64Array(vocabularySize);
  }

  /**
   * Sets the weight of each token to e^(-distance), where the distance is how far its logit is below `best`, divided
   * by the temperature. Returns the sum. A table and three terms of the series stand for Math.exp, which takes several
   * times as long; the relative error is below 3e-9.
   */
  set(logits: Float32Array, best: number, temperature: number): number {
    const { values } = this;
    const exponentials = this.#exponentials;
    const scale = 1 / temperature;
    let sum = 0;
    for (let id = 0; id < values.length; id++) {
      const distance = (best - (logits[id] ?? -Infinity)) * scale;
      let weight = 0;
      if (distance < REACH) {
        const step = (distance * STEPS) | 0;
        const rest = distance - step * (1 / STEPS);
        weight = (exponentials[step] ?? 0) * (1 - rest * (1 - rest * (0.5 - rest * (1 / 6))));
        sum += weight;
      }
      values[id] = weight;
    }
    return sum;
  }
}
