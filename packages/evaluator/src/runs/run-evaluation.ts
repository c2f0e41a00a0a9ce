import type { Trajectory, TrajectoryStore } from '@agentd/agent-core';
import { EvaluatorError } from '../errors.ts';
import { attempt } from './attempt.ts';
import { Journal } from './journal.ts';
import { checkOptions, type CheckedOptions, type EvaluationOptions } from './options.ts';
import { headOf, planEvaluation, type EvaluationTask } from './plan.ts';
import type { EvaluationSummary } from './progress.ts';
import { SameRun } from './same-run.ts';
import { Tally } from './tally.ts';
import type { EvaluationRecord } from './record.ts';

/**
 * Asks every question of every benchmark with every method and every seed, has the answers judged, and appends each
 * result to the journal as it comes: exactly once, however often the run is ended (by the signal, by `kill -9`) and
 * started again. A run goes on where the journal ends: results are not done again, errors are.
 *
 * Faults of a method or a scorer become records with status `error` and do not end the run; a method with
 * `maxConsecutiveErrors` of them in a row is stopped. Retrying within a call is the model's business.
 * @returns also when the signal ended it; what is recorded by then stays
 * @throws the reason of the signal when it is aborted before the journal has been read
 * @throws InvalidInputError `evaluator/invalid-options`
 * @throws EvaluatorError `evaluator/journal-unusable`, `evaluator/journal-locked`, `evaluator/not-a-journal`,
 * `evaluator/journal-version` and `evaluator/mixed-runs` before anything is asked; `evaluator/journal-write` and
 * `evaluator/trajectory-store` when the disk is full
 */
export async function runEvaluation(options: EvaluationOptions): Promise<EvaluationSummary> {
  const checked = checkOptions(options);
  const plan = planEvaluation(checked);
  const sameRun = new SameRun(
    'Name a new journal for this run, or give the method or the benchmark another name; results of two kinds in one journal could not be told apart.',
  );
  for (const task of plan) sameRun.add(headOf(task), 'This run');
  const tally = new Tally(plan);
  const seen = (record: EvaluationRecord): void => {
    sameRun.add(record, `The journal ${options.journal}`);
    tally.add(record);
  };
  options.signal?.throwIfAborted();
  const journal = await Journal.open(options.journal, seen, options);
  try {
    const run = new Run(checked, plan, journal, tally);
    await run.work();
    return run.summary();
  } finally {
    await journal.close();
  }
}

/** One call of {@link runEvaluation}. */
class Run {
  readonly #options: CheckedOptions;
  readonly #journal: Journal;
  readonly #tally: Tally;
  readonly #left: readonly EvaluationTask[];
  readonly #resumed: number;
  /** Aborted by the first fault that ends the run. */
  readonly #fault = new AbortController();
  readonly #signal: AbortSignal;
  #conflicts = 0;

  constructor(options: CheckedOptions, plan: readonly EvaluationTask[], journal: Journal, tally: Tally) {
    this.#options = options;
    this.#journal = journal;
    this.#tally = tally;
    this.#left = plan.filter(({ key }) => !tally.isDone(key));
    this.#resumed = plan.length - this.#left.length;
    this.#signal = AbortSignal.any([this.#fault.signal, ...(options.signal === undefined ? [] : [options.signal])]);
  }

  async work(): Promise<void> {
    this.#tally.start(this.#left);
    this.#options.onProgress?.(this.#tally.progress());
    const queue = this.#left.values();
    const workers = Array.from({ length: this.#options.concurrency }, () => this.#takeFrom(queue));
    const failed = (await Promise.allSettled(workers)).find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
  }

  summary(): EvaluationSummary {
    const progress = this.#tally.progress();
    return {
      ...progress,
      journal: this.#options.journal,
      complete: progress.done === progress.total,
      aborted: this.#options.signal?.aborted ?? false,
      resumed: this.#resumed,
      damage: this.#journal.damage,
      conflictingTrajectories: this.#conflicts,
    };
  }

  async #takeFrom(queue: Iterable<EvaluationTask>): Promise<void> {
    try {
      for (const task of queue) {
        if (this.#signal.aborted) return;
        if (!this.#tally.isStopped(task.method.name)) await this.#answer(task);
      }
    } catch (error) {
      this.#fault.abort(error);
      throw error;
    }
  }

  async #answer(task: EvaluationTask): Promise<void> {
    const attempted = await attempt(task, { signal: this.#signal }).catch((error: unknown) => {
      if (this.#signal.aborted) return undefined;
      throw error;
    });
    if (attempted === undefined) return;
    const { record, trajectories } = attempted;
    const { trajectories: store, maxConsecutiveErrors, onProgress } = this.#options;
    if (store === undefined) record.trajectories = [];
    // First the runs, then the record: it never names one that is not there.
    else for (const trajectory of trajectories) await this.#keep(store, trajectory);
    await this.#journal.append(record);
    if (this.#tally.addNew(record) >= maxConsecutiveErrors) {
      this.#tally.stop(
        record.method.name,
        `${record.method.name} was stopped after ${maxConsecutiveErrors} errors in a row, the last: ${record.error?.message ?? ''} Put that right and run again: what is there is not done again.`,
      );
    }
    onProgress?.(this.#tally.progress());
  }

  async #keep(store: TrajectoryStore, trajectory: Trajectory): Promise<void> {
    try {
      if (await store.put(trajectory)) return;
      const kept = await store.get(trajectory.id);
      if (kept !== undefined && contentOf(kept) !== contentOf(trajectory)) this.#conflicts += 1;
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new EvaluatorError(`The run ${trajectory.id} cannot be kept, and so the evaluation ends: ${why}`, {
        code: 'evaluator/trajectory-store',
        cause,
      });
    }
  }
}

/** What was said and seen, without times. */
function contentOf({ steps, outcome }: Trajectory): string {
  return JSON.stringify([steps.map(({ text, observation }) => [text, observation]), outcome]);
}
