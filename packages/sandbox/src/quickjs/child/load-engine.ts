import { pathToFileURL } from 'node:url';
import type quickjsLoader from '@jitl/quickjs-wasmfile-release-sync/emscripten-module';
import { pageSize } from '../../process/child/memory-image.ts';
import { webAssembly, type WasmImports, type WasmMemory, type WasmModule } from '../../process/child/web-assembly.ts';

/** What QuickJS asks of this program. */
export interface EngineCallbacks {
  /**
   * Calls of the functions that `Engine.functionValue` made, by their numbers.
   * @param argument gives the address of an argument
   * @returns the address of a value, or 0 for undefined
   */
  call(id: number, argument: (index: number) => number): number;
  /** Asked now and then while code runs: whether to end it in a way that it cannot catch. */
  shouldInterrupt(): boolean;
}

/** How much memory an engine may take, and whether it was refused more. */
export interface MemoryLimit {
  bytes: number;
  reached: boolean;
}

/** What engines are made of. */
export interface EngineParts {
  load(options: object): Promise<object>;
  module: WasmModule;
  limit: MemoryLimit;
}

/** A C function of QuickJS; values and texts are given by their addresses. */
export type Native = (...values: number[]) => number;

/** An instance of QuickJS: its functions by name, and its memory. */
export interface LoadedEngine {
  native(name: string): Native;
  memory: WasmMemory;
}

/** QuickJS's memory when it begins; its stack of 5 MiB lies in there. */
const firstPages = 256;

/** @param loader path of Emscripten's loader */
export async function engineParts(loader: string, wasm: Uint8Array, limitBytes: number): Promise<EngineParts> {
  const loaded: { default: typeof quickjsLoader.default } = await import(pathToFileURL(loader).href);
  return {
    load: loaded.default,
    module: await webAssembly.compile(wasm),
    limit: { bytes: limitBytes, reached: false },
  };
}

/** @param bytes how much memory to begin with */
export async function loadEngine(parts: EngineParts, bytes: number, callbacks: EngineCallbacks): Promise<LoadedEngine> {
  const { load, module, limit } = parts;
  const memory = limitedMemory(bytes, limit);
  const loaded = await load({
    wasmMemory: memory,
    // Standard output belongs to the messages for the host.
    print: () => undefined,
    printErr: () => undefined,
    instantiateWasm: (imports: WasmImports, done: (instance: object) => void) => {
      const instance = new webAssembly.Instance(module, imports);
      done(instance);
      return instance.exports;
    },
  });
  const native = (name: string): Native => {
    const found: unknown = Reflect.get(loaded, `_${name}`);
    if (!isNative(found)) throw new Error(`This build of QuickJS has no function ${name}.`);
    return found;
  };
  Reflect.set(loaded, 'callbacks', {
    callFunction: (_: unknown, _context: number, _self: number, _count: number, values: number, id: number) =>
      callbacks.call(id, (index) => native('QTS_ArgvGetJSValueConstPointer')(values, index)),
    shouldInterrupt: () => (callbacks.shouldInterrupt() ? 1 : 0),
    loadModuleSource: () => 0,
    normalizeModule: () => 0,
    freeHostRef: () => undefined,
  });
  return { native, memory };
}

const isNative = (value: unknown): value is Native => typeof value === 'function';

function limitedMemory(bytes: number, limit: MemoryLimit): WasmMemory {
  const pages = Math.max(firstPages, Math.ceil(bytes / pageSize));
  const memory = new webAssembly.Memory({ initial: pages, maximum: Math.max(pages, limit.bytes / pageSize) });
  const grow = memory.grow.bind(memory);
  memory.grow = (more) => {
    try {
      return grow(more);
    } catch (error) {
      limit.reached = true;
      throw error;
    }
  };
  return memory;
}
