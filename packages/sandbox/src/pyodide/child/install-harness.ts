import type { PyodideAPI } from 'pyodide';
import { readPythonSources } from '../python-sources.ts';
import type { Emscripten } from './emscripten.ts';

/** Where things lie, and who is told. */
export interface HarnessOptions {
  /** Folder of the Python files, on the host. */
  pythonFolder: string;
  /** Archive of packages, inside. */
  packagesPath: string;
  progress(stage: string): void;
}

/**
 * Imports what a session starts with and runs the harness.
 * @returns the address of its function `dispatch`, which is kept alive for good
 */
export function installHarness(
  python: PyodideAPI,
  module: Emscripten,
  { pythonFolder, packagesPath, progress }: HarnessOptions,
): number {
  const { harness, preload } = readPythonSources(pythonFolder);
  progress('importing SymPy');
  const dispatch: unknown = python.runPython(
    `
import builtins, gc, sys
sys.path.append(packages)
exec(compile(preload, '<preload>', 'exec'), {})
scope = {'__builtins__': dict(builtins.__dict__), '__name__': 'agentd'}
for name, text in harness:
    exec(compile(text, '<' + name + '>', 'exec', dont_inherit=True), scope)
gc.collect()
# What is there now stays: the collector need not touch, and so dirty, its memory.
gc.freeze()
scope['dispatch']
`,
    {
      globals: python.toPy({
        packages: packagesPath,
        preload: preload.text,
        harness: harness.map(({ name, text }) => [name, text]),
      }),
    },
  );
  const address = module.PyProxy_getPtr(dispatch);
  module._Py_IncRef(address);
  return address;
}
