import { pageSize, type AddressRange } from '../../process/child/memory-image.ts';
import { loadEngine, type EngineCallbacks, type EngineParts, type LoadedEngine } from './load-engine.ts';

const asyncFlag = 1 << 7;
/** Far enough below the stack of this process, which deep recursion would exhaust otherwise. */
const stackBytes = 200_000;

/**
 * One instance of QuickJS with a memory of its own. Everything that is state lies in that memory: an instance with a
 * copy of another's memory is that other one.
 */
export class Engine {
  readonly #loaded: LoadedEngine;

  private constructor(loaded: LoadedEngine) {
    this.#loaded = loaded;
  }

  /** @param bytes how much memory to begin with */
  static async create(parts: EngineParts, bytes: number, callbacks: EngineCallbacks): Promise<Engine> {
    return new Engine(await loadEngine(parts, bytes, callbacks));
  }

  /** All of its memory. */
  get bytes(): Buffer {
    return Buffer.from(this.#loaded.memory.buffer);
  }

  /** A runtime with a context: the addresses of both, which hold in every instance with a copy of this memory. */
  start(): { runtime: number; context: number } {
    const runtime = this.#loaded.native('QTS_NewRuntime')();
    this.#loaded.native('QTS_RuntimeSetMaxStackSize')(runtime, stackBytes);
    this.#loaded.native('QTS_RuntimeEnableInterruptHandler')(runtime);
    return { runtime, context: this.#loaded.native('QTS_NewContext')(runtime, 0) };
  }

  /** Runs code and gives the address of its value, or of what it threw. */
  evaluate(context: number, code: string, { filename, isAsync }: { filename: string; isAsync: boolean }): Completion {
    const text = this.#text(code);
    const name = this.#text(filename);
    const flags = isAsync ? asyncFlag : 0;
    const value = this.#loaded.native('QTS_Eval')(context, text.address, text.length, name.address, 0, flags);
    this.#free(text.address, name.address);
    return this.#completion(context, value);
  }

  /** Calls a function with values that stay the caller's. */
  call(context: number, target: number, values: readonly number[]): Completion {
    const list = this.#loaded.native('malloc')(values.length * 4);
    values.forEach((value, index) => this.bytes.writeUInt32LE(value, list + index * 4));
    const none = this.#loaded.native('QTS_GetUndefined')();
    const value = this.#loaded.native('QTS_Call')(context, target, none, values.length, list);
    this.#free(list);
    return this.#completion(context, value);
  }

  /** Runs one job of those that promises left behind; undefined when there was none. */
  runJob(runtime: number, context: number): Completion | undefined {
    if (this.#loaded.native('QTS_IsJobPending')(runtime) === 0) return undefined;
    const out = this.#loaded.native('malloc')(4);
    const value = this.#loaded.native('QTS_ExecutePendingJob')(runtime, 1, out);
    this.#free(out);
    // A number is how many jobs were run; anything else was thrown.
    return this.typeOf(context, value) === 'number' ? { value, thrown: false } : { value, thrown: true };
  }

  /** 0 while it is pending, 1 when it was fulfilled, 2 when it was rejected, negative for what is no promise. */
  promiseState(context: number, value: number): number {
    return this.#loaded.native('QTS_PromiseState')(context, value) | 0;
  }

  promiseResult(context: number, value: number): number {
    return this.#loaded.native('QTS_PromiseResult')(context, value);
  }

  property(context: number, object: number, key: string): number {
    const name = this.stringValue(context, key);
    const value = this.#loaded.native('QTS_GetProp')(context, object, name);
    this.release(context, name);
    return value;
  }

  functionValue(context: number, name: string, id: number): number {
    const { address } = this.#text(name);
    const value = this.#loaded.native('QTS_NewFunction')(context, address, 0, 0, id);
    this.#free(address);
    return value;
  }

  numberValue(context: number, value: number): number {
    return this.#loaded.native('QTS_NewFloat64')(context, value);
  }

  /** @param text without NUL */
  stringValue(context: number, text: string): number {
    const { address } = this.#text(text);
    const value = this.#loaded.native('QTS_NewString')(context, address);
    this.#free(address);
    return value;
  }

  textOf(context: number, value: number): string {
    const address = this.#loaded.native('QTS_GetString')(context, value);
    if (address === 0) throw new Error('QuickJS gave no text.');
    const text = this.#textAt(address);
    this.#loaded.native('QTS_FreeCString')(context, address);
    return text;
  }

  typeOf(context: number, value: number): string {
    const address = this.#loaded.native('QTS_Typeof')(context, value);
    const text = this.#textAt(address);
    this.#free(address);
    return text;
  }

  release(context: number, ...values: readonly number[]): void {
    for (const value of values) this.#loaded.native('QTS_FreeValuePointer')(context, value);
  }

  /**
   * Takes all memory that there is up to the end of what QuickJS begins with, so that whatever code needs makes memory
   * grow, and most of these first pages stay zero for good.
   * @returns the addresses of those pages
   */
  reserveRest(): AddressRange {
    const { memory, native } = this.#loaded;
    const { grow } = memory;
    memory.grow = () => {
      throw new RangeError('This memory is not to grow yet.');
    };
    const malloc = native('malloc');
    let [from, to] = [0, 0];
    for (let address = malloc(pageSize); address !== 0; address = malloc(pageSize)) {
      if (address < to || address > to + pageSize) from = address;
      to = address + pageSize;
    }
    memory.grow = grow;
    return [Math.ceil(from / pageSize + 1) * pageSize, Math.floor(to / pageSize - 1) * pageSize];
  }

  #completion(context: number, value: number): Completion {
    const thrown = this.#loaded.native('QTS_ResolveException')(context, value);
    return thrown === 0 ? { value, thrown: false } : { value: thrown, thrown: true };
  }

  #text(text: string): { address: number; length: number } {
    const body = Buffer.from(text);
    const address = this.#loaded.native('malloc')(body.byteLength + 1);
    if (address === 0) throw new OutOfMemory('There is no memory for a text.');
    const memory = this.bytes;
    body.copy(memory, address);
    memory[address + body.byteLength] = 0;
    return { address, length: body.byteLength };
  }

  #textAt(address: number): string {
    const memory = this.bytes;
    return memory.toString('utf8', address, memory.indexOf(0, address));
  }

  #free(...addresses: readonly number[]): void {
    for (const address of addresses) this.#loaded.native('free')(address);
  }
}

/** How a piece of code ended: the address of its value, or of what it threw. */
export interface Completion {
  value: number;
  thrown: boolean;
}

/** Memory ran out where QuickJS itself could not say so. */
class OutOfMemory extends Error {
  override readonly name = 'OutOfMemory';
}
