/** A queue between a callback that pushes and one reader that awaits. */
export class Inbox<T> {
  readonly #items: T[] = [];
  #failure: { reason: unknown } | undefined;
  #wake: (() => void) | undefined;

  /** Adds an item. */
  push(item: T): void {
    this.#items.push(item);
    this.#wake?.();
  }

  /** Makes {@link next} throw `reason` at once, even before items that are still queued. The first failure stays. */
  fail(reason: unknown): void {
    this.#failure ??= { reason };
    this.#wake?.();
  }

  /** The next item, once there is one. */
  async next(): Promise<T> {
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure.reason;
      const item = this.#items.shift();
      if (item !== undefined) return item;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
