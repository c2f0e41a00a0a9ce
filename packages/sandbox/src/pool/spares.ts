import type { Kept } from './kept.ts';

/** Sessions that are ready. The last one in is the first one out, so that those not needed grow old and can end. */
export class Spares {
  readonly #wanted: number;
  readonly #idleMs: number;
  readonly #onOld: (kept: Kept) => void;
  #spares: { kept: Kept; since: number }[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** @param onOld gets what is past the number wanted and has not been needed for `idleMs` to twice as long */
  constructor({ wanted, idleMs, onOld }: { wanted: number; idleMs: number; onOld: (kept: Kept) => void }) {
    this.#wanted = wanted;
    this.#idleMs = idleMs;
    this.#onOld = onOld;
  }

  get size(): number {
    return this.#spares.length;
  }

  /** How many are to be started. */
  get lacking(): number {
    return Math.max(0, this.#wanted - this.size);
  }

  add(kept: Kept): void {
    this.#spares.push({ kept, since: performance.now() });
    this.#watch();
  }

  take(): Kept | undefined {
    return this.#spares.pop()?.kept;
  }

  #watch(): void {
    if (this.#timer !== undefined || this.size <= this.#wanted) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#trim();
      this.#watch();
    }, this.#idleMs).unref();
  }

  #trim(): void {
    const old = performance.now() - this.#idleMs;
    const tooMany = this.size - this.#wanted;
    const ended = this.#spares.slice(0, Math.max(0, tooMany)).filter(({ since }) => since <= old);
    this.#spares = this.#spares.slice(ended.length);
    for (const { kept } of ended) this.#onOld(kept);
  }
}
