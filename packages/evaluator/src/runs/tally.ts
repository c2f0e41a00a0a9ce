import { addUsage, noUsage } from '@agentd/agent-core';
import type { EvaluationTask } from './plan.ts';
import type { CellProgress, EvaluationProgress, StoppedMethod } from './progress.ts';
import type { EvaluationRecord } from './record.ts';

/** Counts results as they come. */
export class Tally {
  readonly #stopped = new Map<string, StoppedMethod>();
  readonly #cells = new Map<string, CellProgress>();
  readonly #cellOf = new Map<string, CellProgress>();
  readonly #status = new Map<string, EvaluationRecord['status']>();
  /** Errors since the last result, by method. */
  readonly #errorsInARow = new Map<string, number>();
  #startedAt = performance.now();
  /** How many results and errors this run has brought, and how many are to come, by method. */
  #sinceStart = 0;
  readonly #pending = new Map<string, number>();

  constructor(plan: readonly EvaluationTask[]) {
    for (const { key, method, benchmark } of plan) {
      const name = JSON.stringify([method.name, benchmark.name]);
      const cell = this.#cells.get(name) ?? emptyCell(method.name, benchmark.name);
      cell.total += 1;
      this.#cells.set(name, cell);
      this.#cellOf.set(key, cell);
    }
  }

  /** Counts a line of the journal; those that are no part of the plan do not count. */
  add({ key, status, correct, usage }: EvaluationRecord): void {
    const cell = this.#cellOf.get(key);
    if (cell === undefined) return;
    cell.usage = addUsage(cell.usage, usage);
    const before = this.#status.get(key);
    if (before === 'done') return;
    this.#status.set(key, status);
    if (before === 'error') cell.errors -= 1;
    if (status === 'error') cell.errors += 1;
    else {
      cell.done += 1;
      cell.correct += Number(correct);
    }
  }

  /** What is to be done now that the journal has been read. */
  start(tasks: readonly EvaluationTask[]): void {
    this.#startedAt = performance.now();
    for (const { method } of tasks) this.#pending.set(method.name, (this.#pending.get(method.name) ?? 0) + 1);
  }

  /**
   * Counts a result of this run.
   * @returns how many errors of its method there were in a row
   */
  addNew(record: EvaluationRecord): number {
    this.add(record);
    this.#sinceStart += 1;
    const { name } = record.method;
    const pending = this.#pending.get(name);
    if (pending !== undefined) this.#pending.set(name, pending - 1);
    const inARow = record.status === 'done' ? 0 : (this.#errorsInARow.get(name) ?? 0) + 1;
    this.#errorsInARow.set(name, inARow);
    return inARow;
  }

  isDone(key: string): boolean {
    return this.#status.get(key) === 'done';
  }

  stop(method: string, message: string): void {
    if (this.isStopped(method)) return;
    this.#stopped.set(method, { method, message });
    this.#pending.delete(method);
  }

  isStopped(method: string): boolean {
    return this.#stopped.has(method);
  }

  progress(): EvaluationProgress {
    const left = [...this.#pending.values()].reduce((total, pending) => total + pending, 0);
    const cells = [...this.#cells.values()].map((cell) => ({ ...cell }));
    const sum = (count: (cell: CellProgress) => number) => cells.reduce((total, cell) => total + count(cell), 0);
    const minutes = (performance.now() - this.#startedAt) / 60_000;
    const itemsPerMinute = this.#sinceStart === 0 ? undefined : this.#sinceStart / minutes;
    return {
      cells,
      done: sum(({ done }) => done),
      errors: sum(({ errors }) => errors),
      total: sum(({ total }) => total),
      usage: cells.map(({ usage }) => usage).reduce(addUsage, noUsage),
      stopped: [...this.#stopped.values()],
      itemsPerMinute,
      timeLeftMs: left === 0 ? 0 : itemsPerMinute && (left / itemsPerMinute) * 60_000,
    };
  }
}

function emptyCell(method: string, benchmark: string): CellProgress {
  return { method, benchmark, done: 0, correct: 0, errors: 0, total: 0, usage: noUsage };
}
