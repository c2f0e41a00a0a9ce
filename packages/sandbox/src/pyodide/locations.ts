import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { childEntry, packageFolders, type PackageFolders } from '../locations.ts';

/** Where the parts of the Pyodide executor lie. */
export interface Locations extends PackageFolders {
  childEntry: string;
  /** Folder of the `pyodide` package. */
  pyodide: string;
}

export function findLocations(): Locations {
  return {
    ...packageFolders(),
    childEntry: childEntry('pyodide'),
    pyodide: realpathSync(dirname(createRequire(import.meta.url).resolve('pyodide/package.json'))),
  };
}
