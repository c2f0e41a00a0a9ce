import { IdSet } from '../index-store/id-set.ts';

/** Remembers ids in bounded memory. Whole numbers that count up, as in most large corpora, cost nothing. */
export class SeenIds {
  #first = 0;
  #next: number | undefined;
  #hasOutliers = false;
  readonly #others = new IdSet();

  /** Whether the id is new. */
  add(id: string): boolean {
    const number = wholeNumber(id);
    if (number === undefined) return this.#others.add(id);
    if (this.#next === undefined) this.#first = this.#next = number;
    if (number >= this.#first && number < this.#next) return false;
    if (number !== this.#next) {
      this.#hasOutliers = true;
      return this.#others.add(id);
    }
    this.#next++;
    // It may have come before, when the count had not got there.
    return !this.#hasOutliers || this.#others.add(id);
  }
}

function wholeNumber(id: string): number | undefined {
  const number = Number(id);
  return Number.isSafeInteger(number) && String(number) === id ? number : undefined;
}
