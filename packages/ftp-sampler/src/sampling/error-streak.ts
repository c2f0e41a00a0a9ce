import { SamplerError } from '../errors.ts';
import type { QuestionRecord } from './question-record.ts';

/** Notices when nothing seems to work any more. */
export class ErrorStreak {
  /** Set once there were too many errors in a row. */
  error: SamplerError | undefined;
  readonly #most: number;
  #inARow = 0;

  constructor(most: number) {
    this.#most = most;
  }

  note({ status, error }: Pick<QuestionRecord, 'status' | 'error'>): void {
    this.#inARow = status === 'error' ? this.#inARow + 1 : 0;
    if (this.#inARow < this.#most) return;
    this.error ??= new SamplerError(
      `${this.#inARow} questions in a row ended with an error, so sampling stopped; what was drawn is kept. The last: ${error?.message}`,
      { code: 'sampler/too-many-errors' },
    );
  }
}
