import type { CallOptions } from './model.ts';

/** A verdict on one answer. */
export interface Score {
  correct: boolean;
  /** 0 to 1; for a scorer that knows only right and wrong, 1 or 0. */
  score: number;
  /** Why, in words a person can check. */
  reason: string;
}

/** Judges an answer against a reference. */
export interface Scorer {
  readonly name: string;
  /**
   * @param prediction undefined where the run has no answer: never correct, whatever the reference is
   * @param reference the gold answer, or several that are all right
   */
  score(
    prediction: string | undefined,
    reference: string | readonly string[],
    question: string,
    options?: CallOptions,
  ): Promise<Score>;
}
