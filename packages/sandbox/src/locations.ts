import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const fromSource = import.meta.url.endsWith('.ts');
const at = (path: string) => realpathSync(fileURLToPath(new URL(path, import.meta.url)));

/** Where the parts of this package lie, both in the source tree and in the built package. */
export interface PackageFolders {
  /** Folder that holds the code of the child processes. */
  code: string;
  /** The package's own `package.json`, which Node reads to learn the kind of module. */
  manifest: string;
  assets: string;
  /** The executors' Python files. */
  python: string;
  /** What runs inside QuickJS beside the agent's code. */
  javascript: string;
}

export function packageFolders(): PackageFolders {
  return {
    code: at('.'),
    manifest: at('../package.json'),
    assets: at('../assets'),
    python: at('../python'),
    javascript: at('../javascript'),
  };
}

/** What the child process of a Node-based executor runs. */
export function childEntry(runtime: 'pyodide' | 'quickjs'): string {
  return at(fromSource ? `./${runtime}/child/main.ts` : `./${runtime}-child.js`);
}
