import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { childEntry, packageFolders, type PackageFolders } from '../locations.ts';

/** Where the parts of the QuickJS executor lie. */
export interface Locations extends PackageFolders {
  childEntry: string;
  /** Folder of QuickJS's package; in it Emscripten's loader, and the WebAssembly beside it. */
  quickjs: string;
  loader: string;
  wasm: string;
  /** The parser of JavaScript. */
  parser: string;
}

export function findLocations(): Locations {
  const { resolve } = createRequire(import.meta.url);
  const quickjs = realpathSync(dirname(resolve('@jitl/quickjs-wasmfile-release-sync/package.json')));
  return {
    ...packageFolders(),
    childEntry: childEntry('quickjs'),
    quickjs,
    loader: join(quickjs, 'dist', 'emscripten-module.mjs'),
    wasm: join(quickjs, 'dist', 'emscripten-module.wasm'),
    parser: join(realpathSync(dirname(resolve('acorn/package.json'))), 'dist', 'acorn.mjs'),
  };
}
