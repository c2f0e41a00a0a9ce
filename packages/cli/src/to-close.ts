/** What was opened, to be closed in the reverse order. */
export class ToClose {
  readonly #closers: (() => Promise<void> | undefined)[] = [];

  add(close: () => Promise<void> | undefined): void {
    this.#closers.push(close);
  }

  /** Closes all, also where one of them fails; the first failure is thrown at the end. */
  async close(): Promise<void> {
    const failures: unknown[] = [];
    for (const close of this.#closers.toReversed()) {
      await Promise.resolve(close()).catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  }
}
