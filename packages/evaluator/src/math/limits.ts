/** Longest answer that is compared, in characters. */
export const MAX_CHARACTERS = 4_096;
/** Deepest nesting of brackets, groups and signs. */
export const MAX_NESTING = 64;
/** Largest integer worked with exactly, in bits. */
export const MAX_BITS = 1 << 17;
/** Largest argument of a factorial or binomial that is worked out. */
export const MAX_FACTORIAL = 3_000;

/** Thrown inside this folder where an answer goes past a limit; becomes a verdict "not comparable". */
export class NotComparable extends Error {}

/** The work that one comparison may do, so that no answer can make it hang. */
export class Budget {
  #steps: number;
  readonly #deadline: number;

  /** @param milliseconds wall-clock time from now */
  constructor(milliseconds: number, steps = 400_000) {
    this.#deadline = performance.now() + milliseconds;
    this.#steps = steps;
  }

  /** @throws NotComparable once the work or the time is used up */
  spend(steps = 1): void {
    this.#steps -= steps;
    if (this.#steps < 0) throw new NotComparable('not comparable: the comparison needs too much work');
    if ((this.#steps & 63) === 0) this.check();
  }

  /** @throws NotComparable once the time is used up */
  check(): void {
    if (performance.now() > this.#deadline) throw new NotComparable('not comparable within the time limit');
  }
}
