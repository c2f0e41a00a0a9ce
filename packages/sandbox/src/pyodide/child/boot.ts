import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { loadPyodide as LoadPyodide } from 'pyodide';
import type { ChildSettings } from '../child-settings.ts';
import { memoryOffset, type Snapshot } from '../snapshot-file.ts';
import { Boundary } from './boundary.ts';
import { Entropy } from './entropy.ts';
import { compileModules } from './compile-wheel.ts';
import { emscriptenOf, type Emscripten } from './emscripten.ts';
import { installHarness, type PyodideLock } from './install-harness.ts';
import { importPackages, loadLibraries } from './load-packages.ts';
import { prepareGlobals, shareModules } from './prepare-globals.ts';
import { StartFault } from './start-fault.ts';
import { unpackWheels } from './unpack-wheels.ts';
import { webAssembly, type WasmImports, type WasmMemory } from '../../process/child/web-assembly.ts';

/** A loaded interpreter, not locked yet. */
export interface Loaded {
  module: Emscripten;
  boundary: Boundary;
  entropy: Entropy;
  memoryLimit: MemoryLimit;
  /** Address of the harness's `dispatch`. */
  dispatch: number;
  /** The interpreter's memory as Pyodide loads it again; only where it was loaded without a snapshot. */
  snapshot(): Uint8Array;
  /** Its packages' modules, compiled. */
  bytecode(): Uint8Array;
}

/** Says whether memory was refused since `reached` was last set to false. */
export interface MemoryLimit {
  readonly bytes: number;
  reached: boolean;
}

const packagesPath = '/lib/packages.zip';

/**
 * Loads Pyodide with its imports behind a {@link Boundary}, from a snapshot where one is given. Without one, the
 * harness and the usual modules are imported first, which takes seconds.
 */
export async function load(
  settings: ChildSettings,
  snapshot: Snapshot | undefined,
  progress: (stage: string) => void,
): Promise<Loaded> {
  prepareGlobals();
  const boundary = new Boundary();
  const entropy = new Entropy(settings.seed);
  entropy.replaceSystemSource();
  const memoryLimit = { bytes: settings.memoryLimitBytes, reached: false };
  shareModules();
  const restore = interceptInstantiation(boundary, memoryLimit, snapshot?.bytes);
  const { loadPyodide }: { loadPyodide: typeof LoadPyodide } = await import(
    pathToFileURL(`${settings.pyodideFolder}/pyodide.mjs`).href
  );
  if (snapshot === undefined) progress('loading Python');
  const { wheels } = settings;
  // Nothing is to be downloaded, so Pyodide learns of no packages.
  const lock: PyodideLock = JSON.parse(readFileSync(`${settings.pyodideFolder}/pyodide-lock.json`, 'utf8'));
  let packageFolder = '';
  const python = await loadPyodide({
    indexURL: settings.pyodideFolder,
    stdLibURL: settings.stdlib,
    packageBaseUrl: 'file:///none/',
    lockFileContents: JSON.stringify({ info: lock.info, packages: {} }),
    env: environment,
    enableRunUntilComplete: false,
    stdin: () => null,
    stdout: () => undefined,
    stderr: () => undefined,
    fsInit: async (files, { sitePackages }) => {
      files.writeFile(packagesPath, readFileSync(settings.packages));
      packageFolder = sitePackages;
    },
    ...(snapshot === undefined ? { _makeSnapshot: true } : { _loadSnapshot: snapshot.bytes }),
  }).finally(restore);
  const module = emscriptenOf(python);
  overrideFatalError(python);
  // Not earlier: Pyodide would list them, and could make or load no snapshot then.
  const libraries = unpackWheels(python.FS, wheels, packageFolder);
  if (settings.mode !== 'compile') await loadLibraries(python, libraries);
  if (snapshot !== undefined && wheels.length > 0 && !settings.wheelsInSnapshot) importPackages(python, wheels);
  boundary.keepLibraries(module);
  const { pythonFolder } = settings;
  return {
    module,
    boundary,
    entropy,
    memoryLimit,
    dispatch:
      settings.mode === 'compile'
        ? 0
        : (snapshot?.dispatch ??
          installHarness(python, module, { pythonFolder, packagesPath, wheels, lock, progress })),
    bytecode: () => compileModules(python, packageFolder),
    snapshot() {
      try {
        return python.makeMemorySnapshot();
      } catch (cause) {
        throw new StartFault('executor/no-snapshot', `No snapshot can be made: ${String(cause)}`, cause);
      }
    },
  };
}

/** All that code finds in `os.environ`. */
const environment = {
  PYTHONHASHSEED: '0',
  HOME: '/home/user',
  LANG: 'C.UTF-8',
  USER: 'user',
  LOGNAME: 'user',
  TZ: 'UTC',
  // Emscripten would tell where this program lies on the host.
  _: 'python',
};

/** Puts the boundary, the memory limit and the snapshot's memory size into the instance that Pyodide creates. */
function interceptInstantiation(
  boundary: Boundary,
  memoryLimit: MemoryLimit,
  snapshot: Uint8Array | undefined,
): () => void {
  const original = webAssembly.instantiate;
  const replace = (value: unknown) =>
    Object.defineProperty(webAssembly, 'instantiate', { value, configurable: true, writable: true });
  const restore = () => void replace(original);
  replace(async (source: unknown, imports: WasmImports) => {
    // Pyodide first instantiates a helper of a few hundred bytes.
    const bytes = ArrayBuffer.isView(source) || source instanceof ArrayBuffer ? source : undefined;
    if (bytes === undefined || bytes.byteLength < 1_000_000) return original(source, imports);
    restore();
    const module = await webAssembly.compile(bytes);
    boundary.guard(imports);
    const instance = await original(module, imports);
    const memory = Object.values(instance.exports).find((value) => value instanceof webAssembly.Memory);
    if (memory === undefined) throw new Error('Pyodide exports no memory.');
    limitMemory(memory, memoryLimit, snapshot);
    return { module, instance };
  });
  return restore;
}

function limitMemory(memory: WasmMemory, limit: MemoryLimit, snapshot: Uint8Array | undefined): void {
  const page = 65_536;
  const grow = memory.grow.bind(memory);
  if (snapshot !== undefined) {
    const missing = snapshot.byteLength - memoryOffset(snapshot) - memory.buffer.byteLength;
    if (missing > 0) grow(Math.ceil(missing / page));
  }
  memory.grow = (pages) => {
    if (memory.buffer.byteLength + pages * page > limit.bytes) {
      limit.reached = true;
      throw new RangeError('The memory limit of the sandbox is reached.');
    }
    return grow(pages);
  };
}

/** A crash must reach the executor, which rolls it back, and not end Pyodide for good. */
function overrideFatalError(python: object): void {
  const api: unknown = Reflect.get(python, '_api');
  if (typeof api !== 'object' || api === null) throw new Error('Pyodide has no inner API.');
  Reflect.set(api, 'fatal_error', (error: unknown) => {
    throw error instanceof Error ? error : new Error(String(error));
  });
}
