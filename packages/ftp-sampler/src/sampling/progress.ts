import { addUsage, noUsage, type Usage } from '@agentd/agent-core';
import { isRight, type QuestionRecord } from './question-record.ts';

/**
 * Where a sampling stands. Counts are of the questions that this run finished, with what an earlier one had drawn for
 * them; those of `skipped` are in the store only.
 */
export interface SamplingProgress {
  /** Questions that are done. */
  done: number;
  /** Questions that were done before. */
  skipped: number;
  /** Questions that ended with an error; the next run tries them again. */
  failed: number;
  /** Questions in all, where that is known. */
  total: number | undefined;
  trajectories: number;
  /** How many of these are right by their own answer. */
  right: number;
  /** Questions with a right trajectory. */
  solved: number;
  /** `right / trajectories`; undefined before the first, and without a scorer. */
  yield: number | undefined;
  /** How many errors there were of each code. */
  errors: Readonly<Record<string, number>>;
  usage: Usage;
  elapsedMs: number;
  /** Estimated from the questions that are done; undefined where `total` is, and before the first. */
  remainingMs: number | undefined;
}

/** Counts what becomes of questions. */
export class ProgressMeter {
  readonly #total: number | undefined;
  readonly #clock = performance.now();
  #skipped = 0;
  #failed = 0;
  #done = 0;
  #trajectories = 0;
  #scored = 0;
  #right = 0;
  #solved = 0;
  #usage: Usage = noUsage;
  readonly #errors = new Map<string, number>();

  constructor(total: number | undefined) {
    this.#total = total;
  }

  skip(count = 1): void {
    this.#skipped += count;
  }

  add({ status, error, samples, usage }: QuestionRecord): void {
    this.#usage = addUsage(this.#usage, usage);
    this.#trajectories += samples.length;
    this.#scored += samples.filter(({ score }) => score !== undefined).length;
    const right = samples.filter(isRight).length;
    this.#right += right;
    if (right > 0) this.#solved += 1;
    if (status === 'done') this.#done += 1;
    else this.fail(error?.code ?? 'sampler/failed');
  }

  /** A question that came to no record. */
  fail(code: string): void {
    this.#failed += 1;
    this.#errors.set(code, (this.#errors.get(code) ?? 0) + 1);
  }

  get(): SamplingProgress {
    const elapsedMs = performance.now() - this.#clock;
    const tried = this.#done + this.#failed;
    const rest = this.#total === undefined ? undefined : Math.max(0, this.#total - tried - this.#skipped);
    return {
      done: this.#done,
      skipped: this.#skipped,
      failed: this.#failed,
      total: this.#total,
      trajectories: this.#trajectories,
      right: this.#right,
      solved: this.#solved,
      yield: this.#scored === 0 ? undefined : this.#right / this.#scored,
      errors: Object.fromEntries(this.#errors),
      usage: this.#usage,
      elapsedMs,
      remainingMs: rest === undefined || tried === 0 ? undefined : (elapsedMs / tried) * rest,
    };
  }
}
