import type { Emscripten, FsNode } from './emscripten.ts';
import type { Entropy } from './entropy.ts';
import { FileImage, type FileState } from './file-image.ts';

/** WebAssembly's page: memory grows by these, and is first compared by these. */
const pageSize = 65_536;
/** What is kept of a page that differs: most of its blocks do not. */
const blockSize = 4_096;

/** What JavaScript knows of a running interpreter: everything that is state and not linear memory. */
interface OuterState {
  stack: number;
  references: unknown[];
  libraries: { byName: Record<string, unknown>; byHandle: Record<string, unknown> };
  files: FileState;
  entropy: number;
}

/** The difference between a branch's end and the state that it began from. */
export interface Delta {
  /** Addresses of the blocks that differ. */
  readonly offsets: readonly number[];
  /** These blocks, one after another. */
  readonly blocks: Buffer;
  readonly outer: OuterState;
}

/**
 * The state that every branch starts from: a copy of linear memory up to the program break, plus what JavaScript holds.
 * Memory beyond that copy is zero whenever the interpreter is at the checkpoint.
 */
export class Checkpoint {
  readonly #module: Emscripten;
  readonly #fileImage: FileImage;
  readonly #entropy: Entropy;
  /** Where the image lies, with room behind it that holds zeros. */
  #store: Buffer;
  #image: Buffer;
  #outer: OuterState;
  /** How far memory was ever in use: what lies beyond is still zero. */
  #highest: number;
  /** Blocks of the first checkpoint that later ones overwrote, by address; undefined until there is one. */
  #journal: Map<number, Buffer> | undefined;
  #first: { outer: OuterState; length: number };

  /**
   * @param constantFiles files that nothing can write to
   * @param nearly a buffer that may be kept, with most of memory as it is now: what differs is copied, and no more
   */
  constructor(module: Emscripten, entropy: Entropy, constantFiles: ReadonlySet<FsNode>, nearly: Buffer) {
    this.#module = module;
    this.#entropy = entropy;
    this.#fileImage = new FileImage(module.FS, constantFiles);
    this.#store = nearly;
    this.#image = nearly.subarray(0, Math.floor(Math.min(nearly.length, module.HEAPU8.length) / pageSize) * pageSize);
    this.#highest = this.#image.length;
    const memory = this.#memory();
    this.#take(memory, this.#changed(memory));
    this.#outer = this.#saveOuter();
    this.#first = { outer: this.#outer, length: this.#image.length };
    this.#journal = new Map();
  }

  /** Bytes of the interpreter's memory and of the images kept of it. */
  get heldBytes(): number {
    return this.#module.HEAPU8.length + this.#store.length + (this.#journal?.size ?? 0) * blockSize;
  }

  /** Back to the first checkpoint, which becomes the present one. */
  restart(): void {
    this.rollback();
    const memory = this.#memory();
    const { outer, length } = this.#first;
    for (const [offset, block] of this.#journal ?? []) {
      block.copy(memory, offset);
      block.copy(this.#image, offset);
    }
    memory.fill(0, length, this.#image.length);
    this.#image.fill(0, length);
    this.#image = this.#store.subarray(0, length);
    this.#journal = new Map();
    this.#restoreOuter(outer);
    this.#outer = outer;
  }

  /** Back to the checkpoint. */
  rollback(): void {
    const memory = this.#memory();
    this.#undo(memory, this.#changed(memory));
  }

  /**
   * Takes what has changed and goes back to the checkpoint.
   * @returns undefined when the changed blocks hold more than `limit` bytes
   */
  detach(limit: number): Delta | undefined {
    const memory = this.#memory();
    const offsets = this.#changed(memory);
    const bytes = offsets.length * blockSize;
    const blocks = bytes > limit ? undefined : Buffer.allocUnsafeSlow(bytes);
    if (blocks !== undefined) {
      offsets.forEach((offset, index) => memory.copy(blocks, index * blockSize, offset, offset + blockSize));
    }
    const outer = this.#saveOuter();
    this.#undo(memory, offsets);
    return blocks === undefined ? undefined : { offsets, blocks, outer };
  }

  /** Makes a branch's end the checkpoint, and the interpreter's state. */
  apply(delta: Delta): void {
    const memory = this.#memory();
    delta.offsets.forEach((offset, index) =>
      delta.blocks.copy(memory, offset, index * blockSize, (index + 1) * blockSize),
    );
    this.#restoreOuter(delta.outer);
    this.#take(memory, delta.offsets);
    this.#outer = delta.outer;
  }

  /** Makes the interpreter's present state the checkpoint. */
  absorb(): void {
    const memory = this.#memory();
    this.#take(memory, this.#changed(memory));
    this.#outer = this.#saveOuter();
  }

  /** Copies blocks from memory to the image, which grows to what is in use. */
  #take(memory: Buffer, offsets: readonly number[]): void {
    const last = offsets.at(-1) ?? 0;
    const end = Math.max(this.#used(), Math.ceil((last + 1) / pageSize) * pageSize);
    if (end > this.#store.length) {
      const larger = Buffer.alloc(Math.ceil((end * 1.25) / pageSize) * pageSize);
      this.#image.copy(larger);
      this.#store = larger;
    }
    if (end > this.#image.length) this.#image = this.#store.subarray(0, end);
    for (const offset of offsets) {
      this.#remember(offset);
      memory.copy(this.#image, offset, offset, offset + blockSize);
    }
    this.#highest = Math.max(this.#highest, this.#image.length);
  }

  /** Keeps a block of the first checkpoint before it is overwritten. */
  #remember(offset: number): void {
    const journal = this.#journal;
    if (journal === undefined || offset >= this.#first.length || journal.has(offset)) return;
    journal.set(offset, Buffer.from(this.#image.subarray(offset, offset + blockSize)));
  }

  /** Addresses of the blocks that are not as in the image, in ascending order. */
  #changed(memory: Buffer): number[] {
    const image = this.#image;
    this.#highest = Math.max(this.#highest, this.#used());
    const offsets: number[] = [];
    const collect = (reference: Buffer, page: number, inReference: number) => {
      if (memory.compare(reference, inReference, inReference + pageSize, page, page + pageSize) === 0) return;
      for (let block = 0; block < pageSize; block += blockSize) {
        const [at, from] = [page + block, inReference + block];
        if (memory.compare(reference, from, from + blockSize, at, at + blockSize) !== 0) offsets.push(at);
      }
    };
    for (let page = 0; page < image.length; page += pageSize) collect(image, page, page);
    for (let page = image.length; page < this.#highest; page += pageSize) collect(zeros, page, 0);
    return offsets;
  }

  #undo(memory: Buffer, offsets: readonly number[]): void {
    for (const offset of offsets) {
      if (offset < this.#image.length) this.#image.copy(memory, offset, offset, offset + blockSize);
      else memory.fill(0, offset, offset + blockSize);
    }
    this.#highest = this.#image.length;
    this.#restoreOuter(this.#outer);
  }

  /** Growing memory replaces its buffer, so this is read anew each time. */
  #memory(): Buffer {
    const { buffer } = this.#module.HEAPU8;
    return Buffer.from(buffer);
  }

  #used(): number {
    const end = Math.ceil((this.#module._sbrk(0) >>> 0) / pageSize) * pageSize;
    return Math.min(end, this.#module.HEAPU8.length);
  }

  #saveOuter(): OuterState {
    const { LDSO } = this.#module;
    return {
      stack: this.#module.stackSave(),
      references: this.#references(),
      libraries: { byName: { ...LDSO.loadedLibsByName }, byHandle: { ...LDSO.loadedLibsByHandle } },
      files: this.#fileImage.save(),
      entropy: this.#entropy.position,
    };
  }

  #restoreOuter(outer: OuterState): void {
    const { LDSO } = this.#module;
    this.#module.stackRestore(outer.stack);
    outer.references.forEach((value, index) => this.#module.__hiwire_set(index, value));
    restoreRecord(LDSO.loadedLibsByName, outer.libraries.byName);
    restoreRecord(LDSO.loadedLibsByHandle, outer.libraries.byHandle);
    this.#fileImage.restore(outer.files);
    this.#entropy.position = outer.entropy;
  }

  /** Pyodide's table of JavaScript values that Python holds; it throws past its end. */
  #references(): unknown[] {
    const references: unknown[] = [];
    for (let index = 0; ; index++) {
      try {
        references.push(this.#module.__hiwire_get(index));
      } catch {
        return references;
      }
    }
  }
}

const zeros = Buffer.alloc(pageSize);

function restoreRecord(record: Record<string, unknown>, saved: Record<string, unknown>): void {
  for (const key of Object.keys(record)) if (!(key in saved)) delete record[key];
  Object.assign(record, saved);
}
