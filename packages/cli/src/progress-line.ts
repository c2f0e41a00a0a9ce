import { Screen } from './screen.ts';

const everyMs = 30_000;

/** How far long work is, on standard error: on a terminal one line that changes, elsewhere a line each half minute. */
export class ProgressLine {
  readonly #screen = new Screen(process.stderr);
  #shownAt = performance.now();

  show(text: string): void {
    if (process.stderr.isTTY) return this.#screen.show({ lines: [], status: text });
    if (performance.now() - this.#shownAt < everyMs) return;
    this.#shownAt = performance.now();
    process.stderr.write(`${text}\n`);
  }

  /** Lines that stay. */
  note(...lines: string[]): void {
    this.#screen.show({ lines });
  }

  /** Takes the line away. */
  end(): void {
    this.#screen.show({ lines: [] });
  }
}
