import type { BadRow } from '../passage-source.ts';

const maxReasons = 100;
const maxShown = 20;
const otherReasons = 'other reasons';

/** Rows that were left out. */
export interface BadRowSummary {
  total: number;
  byReason: Record<string, number>;
  /** The first of them. */
  first: BadRow[];
}

/** Counts rows that are left out, in bounded memory. */
export class BadRows {
  readonly #byReason = new Map<string, number>();
  readonly #first: BadRow[] = [];
  readonly #onBadRow: ((row: BadRow) => void) | undefined;
  #total = 0;

  constructor(onBadRow?: (row: BadRow) => void) {
    this.#onBadRow = onBadRow;
  }

  add(row: BadRow): void {
    this.count(row.reason, 1);
    if (this.#first.length < maxShown) this.#first.push(row);
    this.#onBadRow?.(row);
  }

  /** Counts rows that an earlier run named. */
  count(reason: string, rows: number): void {
    const known = this.#byReason.has(reason) || this.#byReason.size < maxReasons;
    const key = known ? reason : otherReasons;
    this.#byReason.set(key, (this.#byReason.get(key) ?? 0) + rows);
    this.#total += rows;
  }

  get total(): number {
    return this.#total;
  }

  byReason(): Record<string, number> {
    return Object.fromEntries(this.#byReason);
  }

  summary(): BadRowSummary {
    return { total: this.#total, byReason: this.byReason(), first: [...this.#first] };
  }
}
