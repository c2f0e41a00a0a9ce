/** WebAssembly's page: memory grows by these, and is first compared by these. */
export const pageSize = 65_536;
/** What is kept of a page that differs: most of its blocks do not. */
const blockSize = 4_096;
const zeros = Buffer.alloc(pageSize);

/** An interpreter's linear memory. */
export interface LinearMemory {
  /** All of it. Growing replaces the buffer, so this is asked anew each time. */
  bytes(): Buffer;
  /** How many bytes may be in use, in whole pages: what lies beyond is as it was before. */
  used(): number;
}

/** The first address of a part of memory, and the first after it. */
export type AddressRange = readonly [from: number, to: number];

/** The difference between a branch's end and the state that it began from. */
export interface MemoryDelta {
  /** Addresses of the blocks that differ, in ascending order. */
  readonly offsets: readonly number[];
  /** These blocks, one after another. */
  readonly blocks: Buffer;
}

/**
 * A copy of linear memory as it is at the state that every branch starts from. Memory beyond the copy is zero whenever
 * the interpreter is at that state.
 */
export class MemoryImage {
  readonly #source: LinearMemory;
  /** Pages that nothing writes to: they are neither compared nor copied. */
  readonly #idle: AddressRange;
  /** Where the image lies, with room behind it that holds zeros. */
  #store: Buffer;
  #image: Buffer;
  /** How far memory may differ from zero. */
  #highest: number;
  /** Blocks of the first image that later ones overwrote, by address; undefined until there is one. */
  #journal: Map<number, Buffer> | undefined;
  readonly #firstLength: number;

  /**
   * @param nearly a buffer that may be kept, with most of memory as it is now: what differs is copied, and no more
   * @param idle whole pages of zeros that nothing writes to
   */
  constructor(source: LinearMemory, nearly: Buffer, idle: AddressRange = [0, 0]) {
    this.#source = source;
    this.#idle = idle;
    this.#store = nearly;
    const length = Math.min(nearly.length, source.bytes().length);
    this.#image = nearly.subarray(0, Math.floor(length / pageSize) * pageSize);
    this.#highest = this.#image.length;
    this.absorb();
    this.#firstLength = this.#image.length;
    this.#journal = new Map();
  }

  /** Bytes of the interpreter's memory and of the images kept of it. */
  get heldBytes(): number {
    return this.#source.bytes().length + this.#store.length + (this.#journal?.size ?? 0) * blockSize;
  }

  get length(): number {
    return this.#image.length;
  }

  /** Puts memory back to the image. */
  rollback(): void {
    const memory = this.#source.bytes();
    this.#undo(memory, this.#changed(memory));
  }

  /** Puts memory back to the first image, which becomes the present one. */
  restart(): void {
    this.rollback();
    const memory = this.#source.bytes();
    for (const [offset, block] of this.#journal ?? []) {
      block.copy(memory, offset);
      block.copy(this.#image, offset);
    }
    memory.fill(0, this.#firstLength, this.#image.length);
    this.#image.fill(0, this.#firstLength);
    this.#image = this.#store.subarray(0, this.#firstLength);
    this.#highest = this.#firstLength;
    this.#journal = new Map();
  }

  /**
   * Takes what has changed and puts memory back to the image.
   * @returns undefined when the changed blocks hold more than `limit` bytes
   */
  detach(limit: number): MemoryDelta | undefined {
    const memory = this.#source.bytes();
    const offsets = this.#changed(memory);
    const bytes = offsets.length * blockSize;
    const blocks = bytes > limit ? undefined : Buffer.allocUnsafeSlow(bytes);
    if (blocks !== undefined) {
      offsets.forEach((offset, index) => memory.copy(blocks, index * blockSize, offset, offset + blockSize));
    }
    this.#undo(memory, offsets);
    return blocks === undefined ? undefined : { offsets, blocks };
  }

  /** Puts a branch's blocks into memory and into the image. */
  apply({ offsets, blocks }: MemoryDelta): void {
    const memory = this.#source.bytes();
    offsets.forEach((offset, index) => blocks.copy(memory, offset, index * blockSize, (index + 1) * blockSize));
    this.#take(memory, offsets);
  }

  /** Makes memory as it is now the image. */
  absorb(): void {
    const memory = this.#source.bytes();
    this.#take(memory, this.#changed(memory));
  }

  /** Copies blocks from memory to the image, which grows to hold them. */
  #take(memory: Buffer, offsets: readonly number[]): void {
    const end = Math.ceil(((offsets.at(-1) ?? -1) + 1) / pageSize) * pageSize;
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
    this.#highest = this.#image.length;
  }

  /** Keeps a block of the first image before it is overwritten. */
  #remember(offset: number): void {
    const journal = this.#journal;
    if (journal === undefined || offset >= this.#firstLength || journal.has(offset)) return;
    journal.set(offset, Buffer.from(this.#image.subarray(offset, offset + blockSize)));
  }

  /** Addresses of the blocks that are not as in the image, in ascending order. */
  #changed(memory: Buffer): number[] {
    const image = this.#image;
    const [from, to] = this.#idle;
    this.#highest = Math.max(this.#highest, this.#source.used());
    const offsets: number[] = [];
    const collect = (reference: Buffer, page: number, inReference: number) => {
      if (page >= from && page < to) return;
      if (memory.compare(reference, inReference, inReference + pageSize, page, page + pageSize) === 0) return;
      for (let block = 0; block < pageSize; block += blockSize) {
        const [at, start] = [page + block, inReference + block];
        if (memory.compare(reference, start, start + blockSize, at, at + blockSize) !== 0) offsets.push(at);
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
  }
}
