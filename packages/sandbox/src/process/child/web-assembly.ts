/** The part of the WebAssembly interface (https://webassembly.github.io/spec/js-api/) that the executors use. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

export type WasmFunction = (...values: never[]) => unknown;
export type WasmImports = Record<string, Record<string, unknown>>;
export type WasmModule = object;

export interface WasmInstance {
  readonly exports: Record<string, unknown>;
}

export interface WasmApi {
  Module: {
    new (bytes: Uint8Array): WasmModule;
    imports(module: WasmModule): { module: string; name: string; kind: string }[];
  };
  Memory: new (descriptor: { initial: number; maximum?: number }) => WasmMemory;
  Instance: new (module: WasmModule, imports: WasmImports) => WasmInstance;
  compile(bytes: ArrayBufferLike | ArrayBufferView): Promise<WasmModule>;
  instantiate(source: unknown, imports: WasmImports): Promise<WasmInstance>;
}

/** The global of this name, whose types come with the DOM's and not with Node's. */
export const webAssembly: WasmApi = Reflect.get(globalThis, 'WebAssembly');
