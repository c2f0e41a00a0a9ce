import { itemsOfShard, type CellProgress, type EvaluationProgress } from '@agentd/evaluator';
import { addUsage, noUsage, type Usage } from '@agentd/sag';
import type { LoadedBenchmark } from './open-benchmarks.ts';
import type { RunPlan } from './run-plan.ts';

/** How far a whole run is. */
export interface RunProgress {
  /** Every method on every benchmark, in the order of the file. */
  cells: readonly CellProgress[];
  done: number;
  errors: number;
  total: number;
  usage: Usage;
  timeLeftMs: number | undefined;
  /** Why methods were given up. */
  stopped: readonly string[];
}

/** Puts together how far the groups of a run are, of which one is at work at a time. */
export class ProgressOfGroups {
  readonly #order: readonly string[];
  readonly #cells = new Map<string, CellProgress>();
  readonly #stopped = new Map<string, string>();
  #itemsPerMinute: number | undefined;

  constructor(loaded: readonly LoadedBenchmark[], { seeds, shard }: Pick<RunPlan, 'seeds' | 'shard'>) {
    for (const { planned, items } of loaded) {
      const total = itemsOfShard(items, shard).length * seeds.length;
      for (const { name: method } of planned.methods) {
        const cell = { method, benchmark: planned.name, done: 0, correct: 0, errors: 0, total, usage: noUsage };
        this.#cells.set(keyOf(cell), cell);
      }
    }
    this.#order = [...this.#cells.keys()];
  }

  /** Takes the news of the group at work. */
  add({ cells, stopped, itemsPerMinute }: Pick<EvaluationProgress, 'cells' | 'stopped' | 'itemsPerMinute'>): void {
    for (const cell of cells) this.#cells.set(keyOf(cell), cell);
    for (const { method, message } of stopped) this.#stopped.set(method, message);
    this.#itemsPerMinute = itemsPerMinute ?? this.#itemsPerMinute;
  }

  get now(): RunProgress {
    const cells = this.#order.flatMap((key) => this.#cells.get(key) ?? []);
    const sum = (count: (cell: CellProgress) => number): number => cells.reduce((all, cell) => all + count(cell), 0);
    const [done, errors, total] = [sum((cell) => cell.done), sum((cell) => cell.errors), sum((cell) => cell.total)];
    const pace = this.#itemsPerMinute;
    return {
      cells,
      done,
      errors,
      total,
      usage: cells.map(({ usage }) => usage).reduce(addUsage, noUsage),
      timeLeftMs: pace === undefined || pace === 0 ? undefined : ((total - done - errors) / pace) * 60_000,
      stopped: [...this.#stopped.values()],
    };
  }
}

const keyOf = ({ method, benchmark }: Pick<CellProgress, 'method' | 'benchmark'>): string =>
  JSON.stringify([method, benchmark]);
