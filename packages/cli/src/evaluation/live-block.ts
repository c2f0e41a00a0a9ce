const redrawMs = 150;
const quietMs = 30_000;

/** Lines on a terminal that are written over as work goes on; elsewhere one line each half minute. */
export class LiveBlock {
  readonly #stream: NodeJS.WriteStream;
  #lines = 0;
  #shownAt = Number.NEGATIVE_INFINITY;
  #isLeft = false;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    if (!stream.isTTY) this.#shownAt = performance.now();
  }

  /** Characters to a line. Some terminals say 0. */
  get width(): number {
    return (this.#stream.columns || 100) - 1;
  }

  /**
   * @param lines for a terminal
   * @param line for a file or a pipe
   */
  show(lines: () => readonly string[], line: () => string): void {
    const now = performance.now();
    if (this.#isLeft) return;
    if (now - this.#shownAt < (this.#stream.isTTY ? redrawMs : quietMs)) return;
    this.#shownAt = now;
    if (!this.#stream.isTTY) {
      this.#stream.write(`${line()}\n`);
      return;
    }
    // A block that is higher than the screen could not be written over.
    const shown = lines().slice(0, Math.max(1, (this.#stream.rows || 24) - 1));
    this.#stream.write(`${this.#clear()}${shown.join('\n')}\n`);
    this.#lines = shown.length;
  }

  /** Lets the block stand as it is, because something else was written below it, and shows no more. */
  leave(): void {
    this.#lines = 0;
    this.#isLeft = true;
  }

  /** Takes the block away. */
  end(): void {
    const clear = this.#clear();
    if (clear !== '') this.#stream.write(clear);
    this.#lines = 0;
  }

  #clear(): string {
    return this.#lines === 0 ? '' : `\u001b[${this.#lines}A\r\u001b[J`;
  }
}
