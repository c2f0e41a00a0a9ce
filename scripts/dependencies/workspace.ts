import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

type Exports = Record<string, string | Record<string, string>>;

/** The fields of a package.json that the check reads. */
export interface Manifest {
  name: string;
  private?: boolean;
  exports?: Exports;
  bin?: Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
  optionalDependencies?: Record<string, string>;
}

/** One package of the workspace, with its folder relative to the root. */
export interface WorkspacePackage {
  name: string;
  folder: string;
  manifest: Manifest;
  /** Public entries: `.` or `./name`, and the source file behind each, relative to the root. */
  entries: ReadonlyMap<string, string>;
  /** Source files relative to the root, without build output. */
  files: readonly string[];
}

const folders = ['benchmarks', 'packages/*', 'examples/*', 'training/*'];

function entriesOf(folder: string, exports: Exports = {}): Map<string, string> {
  const entries = new Map<string, string>();
  for (const [key, target] of Object.entries(exports)) {
    const path = typeof target === 'string' ? target : (target['@agentd/source'] ?? target['default']);
    if (path !== undefined) entries.set(key, join(folder, path));
  }
  return entries;
}

function readPackage(root: string, path: string): WorkspacePackage {
  const folder = dirname(path);
  const manifest: Manifest = JSON.parse(readFileSync(join(root, path), 'utf8'));
  const files = globSync('**/*.{ts,mts,tsx,js,mjs}', {
    cwd: join(root, folder),
    exclude: (name) => ['node_modules', 'dist', 'build', 'assets', '.venv'].includes(name),
  }).map((file) => join(folder, file));
  return { name: manifest.name, folder, manifest, entries: entriesOf(folder, manifest.exports), files };
}

/** Every package of the workspace under `root`. */
export function readWorkspace(root: string): WorkspacePackage[] {
  const manifests = folders.flatMap((folder) => globSync(`${folder}/package.json`, { cwd: root }));
  return manifests.toSorted().map((path) => readPackage(root, path));
}

/** The file that a relative import means, relative to the root; undefined when there is none. */
export function resolveRelative(root: string, from: string, specifier: string): string | undefined {
  const path = join(dirname(from), specifier.replace(/\?.*$/, ''));
  return existsSync(join(root, path)) ? relative(root, join(root, path)) : undefined;
}
