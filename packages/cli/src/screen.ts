import { styleText } from 'node:util';
import { oneLine, type Style } from './render/text.ts';
import type { Rendered, RenderOptions } from './render/run-renderer.ts';

const CLEAR_LINE = '\r\u001b[2K';
const DEFAULT_WIDTH = 100;
const MAX_WIDTH = 140;

/** A terminal, or a file or pipe in its place: lines that stay and, on a terminal, one that shows what is under way. */
export class Screen {
  readonly #stream: NodeJS.WriteStream;
  #hasStatus = false;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  /** Colours where the stream is a terminal that has them, and `NO_COLOR` is not set. */
  get renderOptions(): RenderOptions {
    const style: Style = (format, text) => styleText(format, text, { stream: this.#stream });
    return { style, width: Math.min(this.#columns, MAX_WIDTH) };
  }

  show({ lines, status }: Rendered): void {
    this.#clearStatus();
    if (lines.length > 0) this.#stream.write(`${lines.join('\n')}\n`);
    if (status === undefined || !this.#stream.isTTY) return;
    this.#stream.write(this.renderOptions.style('dim', oneLine(`… ${status}`, this.#columns - 1)));
    this.#hasStatus = true;
  }

  /** Some terminals say 0. */
  get #columns(): number {
    return this.#stream.columns || DEFAULT_WIDTH;
  }

  #clearStatus(): void {
    if (this.#hasStatus) this.#stream.write(CLEAR_LINE);
    this.#hasStatus = false;
  }
}
