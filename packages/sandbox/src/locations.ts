import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the parts of the sandbox lie, both in the source tree and in the built package. */
export interface Locations {
  /** What the child process runs. */
  childEntry: string;
  /** Folder that holds the child's code. */
  code: string;
  /** The package's own `package.json`, which Node reads to learn the kind of module. */
  manifest: string;
  assets: string;
  /** The Python half of the executor. */
  python: string;
  pyodide: string;
}

export function findLocations(): Locations {
  const fromSource = import.meta.url.endsWith('.ts');
  const at = (path: string) => realpathSync(fileURLToPath(new URL(path, import.meta.url)));
  return {
    childEntry: at(fromSource ? './child/main.ts' : './child.js'),
    code: at('.'),
    manifest: at('../package.json'),
    assets: at('../assets'),
    python: at('../python'),
    pyodide: realpathSync(dirname(createRequire(import.meta.url).resolve('pyodide/package.json'))),
  };
}
