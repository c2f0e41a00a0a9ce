/**
 * Makes `assets/`: the Python standard library, SymPy and mpmath, compiled by Pyodide's own Python.
 *
 *   pip download --no-deps sympy==1.14.0 mpmath==1.3.0 -d WHEELS
 *   node --conditions=@agentd/source packages/sandbox/scripts/build-assets.ts WHEELS
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { loadPyodide, version as pyodideVersion } from 'pyodide';

interface Wheel {
  file: string;
  sha256: string;
  license: string;
}

const wheels: readonly Wheel[] = [
  {
    file: 'sympy-1.14.0-py3-none-any.whl',
    sha256: 'e091cc3e99d2141a0ba2847328f5479b05d94a6635cb96148ccb3f34671bd8f5',
    license: 'sympy-1.14.0.dist-info/licenses/LICENSE',
  },
  {
    file: 'mpmath-1.3.0-py3-none-any.whl',
    sha256: 'a0b2b9fe80bbcd81a6647ff13108738cfb482d481d826cc0e02f5b35e5c88d2c',
    license: 'mpmath-1.3.0.dist-info/LICENSE',
  },
];

/** Runs in Pyodide: compiles the sources of some zips into one zip that holds only `.pyc` files. */
const compiler = String.raw`
import ast, importlib.util, importlib._bootstrap_external as external, warnings, zipfile
warnings.simplefilter('ignore')

def without_docstrings(tree):
    # An empty docstring instead of none: code that formats __doc__ goes on working.
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)) and ast.get_docstring(node, clean=False) is not None:
            node.body[0].value.value = ''
    return tree

def wanted(name):
    parts = name.split('/')
    if not name.endswith('.py') or parts[0].endswith(('.dist-info', '.data')): return False
    return not any(part in ('tests', 'test-examples', '_antlr', 'benchmarks') for part in parts) and name != 'isympy.py'

def build(sources, target, mount, strip):
    with zipfile.ZipFile(target, 'w', zipfile.ZIP_DEFLATED, compresslevel=9) as out:
        for source in sources:
            archive = zipfile.ZipFile(source)
            for name in sorted(archive.namelist()):
                if not wanted(name): continue
                data = archive.read(name)
                tree = ast.parse(data, name)
                code = compile(without_docstrings(tree) if strip else tree, mount + '/' + name, 'exec', dont_inherit=True)
                pyc = external._code_to_hash_pyc(code, importlib.util.source_hash(data), False)
                out.writestr(zipfile.ZipInfo(name + 'c', (1980, 1, 1, 0, 0, 0)), pyc, zipfile.ZIP_DEFLATED, 9)
`;

const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest('hex');

async function main(wheelFolder: string | undefined): Promise<void> {
  if (wheelFolder === undefined)
    throw new Error('Name the folder that holds the two wheels; see the head of this file.');
  const assets = join(import.meta.dirname, '..', 'assets');
  await mkdir(join(assets, 'licenses'), { recursive: true });
  const pyodideFolder = dirname(createRequire(import.meta.url).resolve('pyodide/package.json'));
  const python = await loadPyodide();
  const paths: string[] = [];
  for (const wheel of wheels) {
    const data = await readFile(join(wheelFolder, wheel.file));
    if (sha256(data) !== wheel.sha256)
      throw new Error(`${wheel.file} has SHA-256 ${sha256(data)}, not ${wheel.sha256}.`);
    const path = `/tmp/${wheel.file}`;
    python.FS.writeFile(path, data);
    paths.push(path);
    const text: unknown = python.runPython(
      `import zipfile; zipfile.ZipFile(${JSON.stringify(path)}).read(${JSON.stringify(wheel.license)}).decode()`,
    );
    await writeFile(join(assets, 'licenses', `${wheel.file.split('-')[0]}.txt`), String(text));
  }
  python.FS.writeFile('/tmp/stdlib.zip', await readFile(join(pyodideFolder, 'python_stdlib.zip')));
  python.runPython(compiler);
  python.runPython(`build(['/tmp/stdlib.zip'], '/tmp/out-stdlib.zip', '/lib/python314.zip', False)`);
  python.runPython(`build(${JSON.stringify(paths)}, '/tmp/out-packages.zip', '/lib/packages.zip', True)`);
  const files: Record<string, { sha256: string; bytes: number }> = {};
  for (const name of ['stdlib.zip', 'packages.zip']) {
    const data: Uint8Array = python.FS.readFile(`/tmp/out-${name}`);
    await writeFile(join(assets, name), data);
    files[name] = { sha256: sha256(data), bytes: data.byteLength };
  }
  const manifest = {
    pyodide: pyodideVersion,
    wheels: wheels.map(({ file, sha256: sum }) => ({ file, sha256: sum })),
    files,
  };
  await writeFile(join(assets, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  console.log(manifest, await readdir(assets));
}

await main(process.argv[2]);
