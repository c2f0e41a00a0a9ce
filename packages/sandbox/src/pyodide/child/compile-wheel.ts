import type { PyodideAPI } from 'pyodide';

const archive = '/tmp/bytecode.zip';

/**
 * Compiles all modules in a folder inside.
 * @returns an archive of files as Python looks for them beside the sources, which it then does not read
 */
export function compileModules(python: PyodideAPI, folder: string): Uint8Array {
  python.runPython(
    `
import importlib._bootstrap_external as external, importlib.util, os, warnings, zipfile
warnings.simplefilter('ignore')
with zipfile.ZipFile(archive, 'w', zipfile.ZIP_DEFLATED, compresslevel=1) as out:
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            if not name.endswith('.py'):
                continue
            with open(path, 'rb') as file:
                source = file.read()
            try:
                code = compile(source, path, 'exec', dont_inherit=True)
            except (SyntaxError, ValueError):
                # For another Python, or a template: the import says so, should it come to that.
                continue
            data = external._code_to_hash_pyc(code, importlib.util.source_hash(source), False)
            out.writestr(os.path.relpath(importlib.util.cache_from_source(path), folder), data)
`,
    { globals: python.toPy({ archive, folder }) },
  );
  return python.FS.readFile(archive);
}
