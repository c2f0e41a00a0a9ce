import { constants } from 'node:fs';
import { webAssembly, type WasmModule } from '../../process/child/web-assembly.ts';

/** What must hold before Pyodide's own code is loaded. */
export function prepareGlobals(): void {
  // Finalizers would run at moments that no rollback knows of.
  Object.defineProperty(globalThis, 'FinalizationRegistry', {
    value: class {
      register(): void {}
      unregister(): void {}
    },
  });
  // Pyodide asks Node's inner bindings for the flags of open(), which the permission flags forbid.
  Reflect.set(process, 'binding', () => ({ fs: constants }));
  // Without stack switching Pyodide behaves alike on every version of Node.
  Reflect.deleteProperty(webAssembly, 'Suspending');
  Reflect.deleteProperty(webAssembly, 'promising');
}

/**
 * Emscripten wraps each of some hundred JavaScript functions in a WebAssembly module of its own, which differ only by
 * signature. One module for each signature saves a tenth of a second.
 */
export function shareModules(): void {
  const modules = new Map<string, WasmModule>();
  webAssembly.Module = new Proxy(webAssembly.Module, {
    construct(target, [bytes]: [Uint8Array]) {
      const key = bytes.byteLength < 100 ? Buffer.from(bytes).toString('latin1') : undefined;
      const module = (key === undefined ? undefined : modules.get(key)) ?? new target(bytes);
      if (key !== undefined) modules.set(key, module);
      return module;
    },
  });
}
