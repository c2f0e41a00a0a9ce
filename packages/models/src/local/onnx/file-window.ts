import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const WINDOW = 1 << 18;

/** Reads a file here and there through one small buffer; what is skipped is never read. */
export class FileWindow {
  readonly #file: number;
  readonly size: number;
  #start = 0;
  #window: Uint8Array = new Uint8Array(0);

  constructor(path: string) {
    this.#file = openSync(path, 'r');
    this.size = fstatSync(this.#file).size;
  }

  close(): void {
    closeSync(this.#file);
  }

  /** A copy of the bytes from `start` to `end`. @throws RangeError when the file ends before */
  slice(start: number, end: number): Uint8Array {
    if (end > this.size) throw new RangeError(`the file ends at byte ${this.size}, before byte ${end}`);
    if (end - start > WINDOW) return this.#read(start, end - start);
    if (start < this.#start || end > this.#start + this.#window.length) {
      this.#window = this.#read(start, Math.min(WINDOW, this.size - start));
      this.#start = start;
    }
    return this.#window.slice(start - this.#start, end - this.#start);
  }

  /** The protobuf varint at `at`, and where it ends. */
  varint(at: number): { value: number; end: number } {
    const encoded = this.slice(at, Math.min(at + 10, this.size));
    let value = 0;
    for (const [index, byte] of encoded.entries()) {
      value += (byte & 0x7f) * 2 ** (7 * index);
      if (byte < 0x80) return { value, end: at + index + 1 };
    }
    throw new RangeError(`there is no whole number at byte ${at}`);
  }

  #read(start: number, length: number): Uint8Array {
    const buffer = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      const count = readSync(this.#file, buffer, filled, length - filled, start + filled);
      if (count === 0) throw new RangeError(`the file ended at byte ${start + filled} while it was read`);
      filled += count;
    }
    return buffer;
  }
}
