import { appendFile, readFile, truncate } from 'node:fs/promises';
import type { IndexedLine } from './id-index.ts';
import { decodeBlocks, encodeBlock, linesIn, type Covered } from './index-blocks.ts';

/** Lines between two writes of the index. A file with fewer is read as a whole, and gets no index. */
const LINES_PER_BLOCK = 1000;

/**
 * The file beside a JSONL file that says where its records are, so that opening need not read them all. It only ever
 * lags behind: a block is appended after its lines were. Whatever is wrong with it costs time, never data, so faults of
 * reading and writing it are passed over.
 */
export class IndexFile {
  readonly #path: string;
  #pending: IndexedLine[] = [];
  /** Whole blocks take so many bytes; set where something else follows them. */
  #cutAt: number | undefined;
  #isStopped = false;

  constructor(jsonlPath: string) {
    this.#path = `${jsonlPath}.index`;
  }

  /**
   * @param expect gets about how many lines there are
   * @returns how far the index goes
   */
  async load(
    expect: (lines: number) => void,
    visit: (line: IndexedLine, isLastOfBlock: boolean) => void,
  ): Promise<Covered> {
    const bytes = await readFile(this.#path).catch(() => Buffer.alloc(0));
    expect(linesIn(bytes));
    const { covered, goodBytes } = decodeBlocks(bytes, visit);
    this.#cutAt = goodBytes < bytes.length ? goodBytes : undefined;
    return covered;
  }

  /** The index is another file's: it is written anew from the first line on. */
  discard(): void {
    this.#cutAt = 0;
    this.#pending = [];
  }

  /** A line has no line feed yet, so that what follows it will not touch: nothing more is written. */
  stop(): void {
    this.#isStopped = true;
  }

  /** @param line begins where the one before ended */
  async add(line: IndexedLine): Promise<void> {
    if (this.#isStopped) return;
    this.#pending.push(line);
    if (this.#pending.length < LINES_PER_BLOCK) return;
    const block = encodeBlock(this.#pending);
    this.#pending = [];
    try {
      if (this.#cutAt !== undefined) await truncate(this.#path, this.#cutAt);
      this.#cutAt = undefined;
      await appendFile(this.#path, block);
    } catch {
      // A read-only folder or a full disk. What was written in part is found damaged at the next opening.
      this.stop();
    }
  }
}
