import type { PyodideAPI } from 'pyodide';
import type { WheelFile } from '../child-settings.ts';
import { readPythonSources } from '../python-sources.ts';
import type { Emscripten } from './emscripten.ts';
import { importPackages } from './load-packages.ts';

/** What is needed of Pyodide's list of packages. */
export interface PyodideLock {
  info: object;
  packages: Record<string, { imports: string[] }>;
}

/** Where things lie, and who is told. */
export interface HarnessOptions {
  /** Folder of the Python files, on the host. */
  pythonFolder: string;
  /** Archive of packages, inside. */
  packagesPath: string;
  /** Further packages, unpacked already. */
  wheels: readonly WheelFile[];
  lock: PyodideLock;
  progress(stage: string): void;
}

/**
 * Imports what a session starts with and runs the harness.
 * @returns the address of its function `dispatch`, which is kept alive for good
 */
export function installHarness(
  python: PyodideAPI,
  module: Emscripten,
  { pythonFolder, packagesPath, wheels, lock, progress }: HarnessOptions,
): number {
  const { harness, preload } = readPythonSources(pythonFolder);
  progress('importing SymPy');
  python.runPython('import sys\nsys.path.append(packages)', { globals: python.toPy({ packages: packagesPath }) });
  if (wheels.length > 0) importPackages(python, wheels);
  const dispatch: unknown = python.runPython(
    `
import builtins, gc
exec(compile(preload, '<preload>', 'exec'), {})
scope = {'__builtins__': dict(builtins.__dict__), '__name__': 'agentd', 'distributed': frozenset(distributed)}
for name, text in harness:
    exec(compile(text, '<' + name + '>', 'exec', dont_inherit=True), scope)
gc.collect()
# What is there now stays: the collector need not touch, and so dirty, its memory.
gc.freeze()
scope['dispatch']
`,
    {
      globals: python.toPy({
        distributed: Object.values(lock.packages).flatMap(({ imports }) => imports),
        preload: preload.text,
        harness: harness.map(({ name, text }) => [name, text]),
      }),
    },
  );
  const address = module.PyProxy_getPtr(dispatch);
  module._Py_IncRef(address);
  return address;
}
