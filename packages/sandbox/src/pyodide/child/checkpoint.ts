import { MemoryImage, pageSize, type MemoryDelta } from '../../process/child/memory-image.ts';
import type { Emscripten, FsNode } from './emscripten.ts';
import type { Entropy } from './entropy.ts';
import { FileImage, type FileState } from './file-image.ts';

/** What JavaScript knows of a running interpreter: everything that is state and not linear memory. */
interface OuterState {
  stack: number;
  references: unknown[];
  libraries: { byName: Record<string, unknown>; byHandle: Record<string, unknown> };
  files: FileState;
  entropy: number;
  umask: number;
}

/** The difference between a branch's end and the state that it began from. */
export interface Delta extends MemoryDelta {
  readonly outer: OuterState;
  /** What keeping it takes: the blocks, and the files that differ. */
  readonly bytes: number;
}

/** The state that every branch starts from: linear memory up to the program break, plus what JavaScript holds. */
export class Checkpoint {
  readonly #module: Emscripten;
  readonly #fileImage: FileImage;
  readonly #entropy: Entropy;
  readonly #memory: MemoryImage;
  #outer: OuterState;
  readonly #firstOuter: OuterState;

  /**
   * @param constantFiles files that nothing can write to
   * @param nearly a buffer that may be kept, with most of memory as it is now: what differs is copied, and no more
   */
  constructor(module: Emscripten, entropy: Entropy, constantFiles: ReadonlySet<FsNode>, nearly: Buffer) {
    this.#module = module;
    this.#entropy = entropy;
    this.#fileImage = new FileImage(module.FS, constantFiles);
    this.#memory = new MemoryImage(
      {
        bytes: () => Buffer.from(module.HEAPU8.buffer),
        used: () => {
          const end = Math.ceil((module._sbrk(0) >>> 0) / pageSize) * pageSize;
          return Math.min(end, module.HEAPU8.length);
        },
      },
      nearly,
    );
    this.#outer = this.#saveOuter();
    this.#firstOuter = this.#outer;
  }

  /** Bytes of the interpreter's memory and of the images kept of it. */
  get heldBytes(): number {
    return this.#memory.heldBytes;
  }

  /** Back to the first checkpoint, which becomes the present one. */
  restart(): void {
    this.#memory.restart();
    this.#restoreOuter(this.#firstOuter);
    this.#outer = this.#firstOuter;
  }

  /** Back to the checkpoint. */
  rollback(): void {
    this.#memory.rollback();
    this.#restoreOuter(this.#outer);
  }

  /**
   * Takes what has changed and goes back to the checkpoint.
   * @returns undefined when the changed blocks and files hold more than `limit` bytes
   */
  detach(limit: number): Delta | undefined {
    const outer = this.#saveOuter();
    const fileBytes = this.#fileImage.copiedBytes;
    const memory = this.#memory.detach(limit - fileBytes);
    this.#restoreOuter(this.#outer);
    return memory === undefined ? undefined : { ...memory, outer, bytes: memory.blocks.byteLength + fileBytes };
  }

  /** Makes a branch's end the checkpoint, and the interpreter's state. */
  apply(delta: Delta): void {
    this.#memory.apply(delta);
    this.#restoreOuter(delta.outer);
    this.#outer = delta.outer;
  }

  /** Makes the interpreter's present state the checkpoint. */
  absorb(): void {
    this.#memory.absorb();
    this.#outer = this.#saveOuter();
  }

  #saveOuter(): OuterState {
    const { LDSO } = this.#module;
    return {
      stack: this.#module.stackSave(),
      references: this.#references(),
      libraries: { byName: { ...LDSO.loadedLibsByName }, byHandle: { ...LDSO.loadedLibsByHandle } },
      files: this.#fileImage.save(),
      entropy: this.#entropy.position,
      umask: fileModeMask(),
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
    process.umask(outer.umask);
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

/** Emscripten takes this process's mask for Python's. */
function fileModeMask(): number {
  const mask = process.umask(0o22);
  process.umask(mask);
  return mask;
}

function restoreRecord(record: Record<string, unknown>, saved: Record<string, unknown>): void {
  for (const key of Object.keys(record)) if (!(key in saved)) delete record[key];
  Object.assign(record, saved);
}
