import { existsSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { importsOf, type Import } from './imports.ts';
import { isPublished } from './manifest-rules.ts';
import { resolveRelative, type Manifest, type WorkspacePackage } from './workspace.ts';

/** Files that are not published: they may use development dependencies. */
const isTest = (path: string): boolean => /\.(test|bench|config)\.[mc]?tsx?$|\/(test|tests|scripts)\//.test(path);

/** `@agentd/x/sub/path` is package `@agentd/x`, entry `./sub/path`. */
function split(specifier: string): { name: string; entry: string } {
  const parts = specifier.split('/');
  const length = specifier.startsWith('@') ? 2 : 1;
  const rest = parts.slice(length).join('/');
  return { name: parts.slice(0, length).join('/'), entry: rest === '' ? '.' : `./${rest}` };
}

function declared(manifest: Manifest, test: boolean): Set<string> {
  const { dependencies, peerDependencies, optionalDependencies, devDependencies } = manifest;
  const all = { ...dependencies, ...peerDependencies, ...optionalDependencies, ...(test ? devDependencies : {}) };
  return new Set(Object.keys(all));
}

function importProblem(
  root: string,
  from: WorkspacePackage,
  file: string,
  { specifier, kind }: Import,
  byName: ReadonlyMap<string, WorkspacePackage>,
): string | undefined {
  if (specifier.startsWith('.')) {
    const target = kind === 'url' ? join(file, '..', specifier) : resolveRelative(root, file, specifier);
    if (target === undefined || target.startsWith(`${from.folder}/`)) return undefined;
    // Build settings share the root's; what is not published may read the root's files, but no other package's.
    if (file.endsWith('.config.ts')) return undefined;
    const isOfAPackage = [...byName.values()].some(({ folder }) => target.startsWith(`${folder}/`));
    if (!isOfAPackage && (isTest(file) || !isPublished(from))) return undefined;
    return `${file} reaches out of its package with ${specifier}; import the package by its name.`;
  }
  const core = from.name === '@agentd/agent-core';
  if (core && !isTest(file) && isBuiltin(specifier)) {
    return `${file} imports ${specifier}; ${from.name} also runs where Node's built-ins do not exist.`;
  }
  const { name, entry } = split(specifier);
  const target = byName.get(name);
  if (target === undefined) return undefined;
  if (name !== from.name && !declared(from.manifest, isTest(file) || !isPublished(from)).has(name)) {
    return `${file} imports ${specifier}, but ${from.folder}/package.json does not list ${name} for it.`;
  }
  if (!target.entries.has(entry)) {
    const known = [...target.entries.keys()].map((key) => name + key.slice(1)).join(', ');
    return `${file} imports ${specifier}, which is no public entry. Public: ${known}.`;
  }
  return undefined;
}

/** Imports that break a package's border, as sentences. */
export function importViolations(root: string, packages: readonly WorkspacePackage[]): string[] {
  const byName = new Map(packages.map((found) => [found.name, found]));
  return packages.flatMap((from) =>
    from.files.flatMap((file) =>
      importsOf(file, readFileSync(join(root, file), 'utf8')).flatMap(
        (found) => importProblem(root, from, file, found, byName) ?? [],
      ),
    ),
  );
}

/** Public entries whose source does not exist. */
export function missingEntries(root: string, packages: readonly WorkspacePackage[]): string[] {
  return packages.flatMap(({ name, entries }) =>
    [...entries]
      .filter(([, file]) => !existsSync(join(root, file)))
      .map(([entry, file]) => `${name} has the public entry ${entry}, but ${file} does not exist.`),
  );
}

/** Optional peers that a public entry loads by itself, with the chain of files that leads to each. */
export function eagerPeers(root: string, packages: readonly WorkspacePackage[]): string[] {
  const byName = new Map(packages.map((found) => [found.name, found]));
  const optional = new Set(
    packages.filter(isPublished).flatMap(({ manifest }) =>
      Object.entries(manifest.peerDependenciesMeta ?? {})
        .filter(([, meta]) => meta.optional === true)
        .map(([name]) => name),
    ),
  );
  const problems = new Set<string>();

  const walk = (file: string, chain: readonly string[], seen: Set<string>, present: ReadonlySet<string>): void => {
    if (seen.has(file) || !existsSync(join(root, file))) return;
    seen.add(file);
    const path = [...chain, file];
    for (const { specifier, kind } of importsOf(file, readFileSync(join(root, file), 'utf8'))) {
      if (kind !== 'value') continue;
      const { name, entry } = split(specifier);
      if (optional.has(name) && !present.has(name)) {
        problems.add(`${path.join(' > ')} loads the optional peer ${name}; load it with import() when it is needed.`);
      }
      const next = specifier.startsWith('.')
        ? resolveRelative(root, file, specifier)
        : byName.get(name)?.entries.get(entry);
      if (next !== undefined && /\.[mc]?[jt]sx?$/.test(next)) walk(next, path, seen, present);
    }
  };
  for (const { entries, manifest } of packages.filter(isPublished)) {
    const present = new Set(Object.keys(manifest.dependencies ?? {}));
    // A testing entry is for a test runner, which is then there.
    for (const [key, file] of entries) if (key !== './testing') walk(file, [], new Set(), present);
  }
  return [...problems];
}
