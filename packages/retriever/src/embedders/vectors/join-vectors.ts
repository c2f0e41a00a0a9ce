import { RetrieverError } from '../../errors.ts';
import type { SourcePassage } from '../../passage-source.ts';
import { badVectors } from './npy-header.ts';
import type { VectorFile, VectorRow } from './vector-rows.ts';

/** How far the rows may stand from their passages: so many vectors wait in memory at most. */
const WINDOW = 10_000;

/** Hands out the vectors of a file, passage by passage. */
export class VectorJoin {
  readonly #file: VectorFile;
  readonly #rows: AsyncGenerator<VectorRow>;
  /** Rows that came before their passages. */
  readonly #waiting = new Map<string, Float32Array>();
  #passages = 0;

  constructor(file: VectorFile, signal: AbortSignal | undefined) {
    this.#file = file;
    this.#rows = file.read(signal);
  }

  /**
   * The vector of the next passage: the next row, or the row with its id where the file has ids.
   * @throws RetrieverError `retriever/vector-mismatch` when there is none
   */
  async of({ id }: SourcePassage): Promise<Float32Array> {
    const at = this.#passages++;
    const early = this.#waiting.get(id);
    if (early !== undefined) {
      this.#waiting.delete(id);
      return early;
    }
    for (;;) {
      const next = await this.#rows.next();
      if (next.done === true) {
        const why = this.#waiting.size === 0 ? 'has no row for it' : `has no row with its id`;
        throw mismatch(`Passage ${at + 1} (${id}) has no vector: ${this.#file.path} ${why}.`);
      }
      const { id: found = id, vector } = next.value;
      if (found === id) return vector;
      if (this.#waiting.has(found)) throw badVectors(`${this.#file.path} has the id ${found} twice.`);
      this.#waiting.set(found, vector);
      if (this.#waiting.size > WINDOW) {
        throw mismatch(
          `${this.#file.path} has no row for the passage ${id} near its place: ${WINDOW} others came before it. ` +
            'Bring the rows into the order of the passages.',
        );
      }
    }
  }

  /**
   * Checks, after the last passage, that no vector is left.
   * @param left rows that the source left out as bad
   */
  async end(left: number): Promise<void> {
    const next = await this.#rows.next();
    const [waiting] = this.#waiting.keys();
    if (next.done === true && waiting === undefined) return;
    const which = waiting === undefined ? '' : ` (one is for ${waiting})`;
    const rows = this.#file.rows === undefined ? 'more vectors' : `${this.#file.rows} vectors`;
    const hint = left === 0 ? '' : ` ${left} bad rows of the source were left out: were vectors made of them too?`;
    throw mismatch(`${this.#file.path} has ${rows} for ${this.#passages} passages${which}.${hint}`);
  }

  /** Closes the file. */
  async close(): Promise<void> {
    await this.#rows.return(undefined);
  }
}

function mismatch(message: string): RetrieverError {
  return new RetrieverError(message, { code: 'retriever/vector-mismatch' });
}
