import { readFile, realpath } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { ExecutorError } from '@agentd/agent-core';
import { closestNames } from './closest.ts';
import type { LockFile } from './lock-file.ts';
import type { PackagePart } from './package-part.ts';
import { normalizeName, type Requirement } from './requirement.ts';
import { satisfies } from './version.ts';
import { checkTags, newest, parseWheelName, readWheel } from './wheel.ts';

/** What packages can be resolved against. */
export interface PackageWorld {
  lock: LockFile;
  /** Packages that every session has, with their versions. */
  builtIn: ReadonlyMap<string, string>;
  folder: string | undefined;
  /** Names of the files in `folder`. */
  folderFiles: readonly string[];
}

/** How a wheel is had from PyPI that is for Pyodide, or holds no compiled code. */
function pipDownload(name: string, { info }: LockFile): string {
  const python = info.python.split('.').slice(0, 2).join('.');
  return `pip download --no-deps --only-binary=:all: --python-version ${python} --implementation cp --abi cp${python.replace('.', '')} --platform pyemscripten_${info.abi_version}_${info.arch} -d FOLDER ${name}`;
}

/**
 * What the packages that were asked for consist of, dependencies first.
 * @param requests names, `name==version`, or paths of wheels
 * @throws ExecutorError codes `executor/unknown-package`, `executor/package-version`, `executor/package-unavailable`,
 *   `executor/bad-wheel`
 */
export async function resolvePackages(requests: readonly string[], world: PackageWorld): Promise<PackagePart[]> {
  const resolver = new Resolver(world);
  const paths = requests.filter((request) => request.endsWith('.whl'));
  const wheels = new Map<string, string>();
  for (const path of paths) wheels.set(parseWheelName(basename(path)).name, path);
  resolver.wheels = wheels;
  for (const name of wheels.keys()) await resolver.visit({ name, specifier: '' }, undefined);
  for (const request of requests) if (!request.endsWith('.whl')) await resolver.visit(parseRequest(request), undefined);
  return resolver.parts;
}

function parseRequest(request: string): Requirement {
  const [, name, version] =
    /^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)(?:==([A-Za-z0-9.!+*_-]+))?$/.exec(request) ?? [];
  if (name !== undefined) return { name: normalizeName(name), specifier: version === undefined ? '' : `==${version}` };
  throw new ExecutorError(
    `${JSON.stringify(request)} is neither the name of a package (numpy), nor a name with its version (numpy==2.4.6), nor the path of a wheel (./mylib-1.0-py3-none-any.whl).`,
    { code: 'executor/unknown-package' },
  );
}

class Resolver {
  readonly parts: PackagePart[] = [];
  /** Paths of the wheels that were asked for, by name. */
  wheels: ReadonlyMap<string, string> = new Map();
  readonly #world: PackageWorld;
  /** Versions of what was visited; set before its dependencies are, which may need it in turn. */
  readonly #versions = new Map<string, string>();

  constructor(world: PackageWorld) {
    this.#world = world;
  }

  /** @param neededBy undefined where the caller asked for it */
  async visit(requirement: Requirement, neededBy: string | undefined): Promise<void> {
    const { name } = requirement;
    const { builtIn, lock, folder, folderFiles } = this.#world;
    const known = this.#versions.get(name) ?? (this.wheels.has(name) ? undefined : builtIn.get(name));
    if (known !== undefined) return checkVersion(requirement, known, neededBy);
    const own = this.wheels.get(name);
    if (own !== undefined) return this.#addWheel(requirement, resolve(own), neededBy);
    if (lock.packages.has(name)) return this.#addLocked(requirement, neededBy);
    const inFolder = newest(folderFiles.filter((file) => isWheelOf(file, name)));
    if (inFolder !== undefined) return this.#addWheel(requirement, resolve(folder ?? '', inFolder), neededBy);
    throw this.#unknown(name, neededBy);
  }

  async #addLocked(requirement: Requirement, neededBy: string | undefined): Promise<void> {
    const { name } = requirement;
    const entry = this.#world.lock.packages.get(name);
    if (entry === undefined) return;
    checkVersion(requirement, entry.version, neededBy);
    this.#versions.set(name, entry.version);
    for (const needed of entry.depends) await this.visit({ name: normalizeName(needed), specifier: '' }, name);
    this.parts.push({
      name,
      version: entry.version,
      fileName: entry.file_name,
      sha256: entry.sha256,
      path: undefined,
      target: entry.install_dir === 'dynlib' ? 'dynlib' : 'site',
      imports: neededBy === undefined ? mainModules(name, entry.imports) : [],
    });
  }

  async #addWheel(requirement: Requirement, path: string, neededBy: string | undefined): Promise<void> {
    const fileName = basename(path);
    const { name, version } = parseWheelName(fileName);
    checkTags(fileName, this.#world.lock);
    checkVersion(requirement, version, neededBy);
    const archive = await readFile(path).catch((cause: unknown) => {
      throw new ExecutorError(`The wheel ${path} cannot be read. Give the path of a file that is there.`, {
        code: 'executor/package-unavailable',
        cause,
      });
    });
    const { requires, imports } = readWheel(fileName, archive, this.#world.lock);
    this.#versions.set(name, version);
    for (const needed of requires) await this.visit(needed, name);
    this.parts.push({
      name,
      version,
      fileName,
      sha256: undefined,
      path: await realpath(path),
      target: 'site',
      imports: neededBy === undefined ? mainModules(name, imports) : [],
    });
  }

  #unknown(name: string, neededBy: string | undefined): ExecutorError {
    const { lock, builtIn, folder } = this.#world;
    const close = closestNames(name, [...lock.packages.keys(), ...builtIn.keys()]);
    const hint = close.length === 0 ? '' : ` (close to it: ${close.join(', ')})`;
    const place = folder === undefined ? '' : ` and there is no wheel of it in ${folder}`;
    const way = `Where PyPI has a wheel of it that fits, get it with \`${pipDownload(name, lock)}\`, and give its path in packages or the folder as packageFolder.`;
    return neededBy === undefined
      ? new ExecutorError(`Pyodide has no package ${JSON.stringify(name)}${hint}${place}. ${way}`, {
          code: 'executor/unknown-package',
        })
      : new ExecutorError(
          `The package ${neededBy} needs ${JSON.stringify(name)}, which Pyodide does not have${hint}${place}. ${way}`,
          { code: 'executor/package-unavailable' },
        );
  }
}

function isWheelOf(file: string, name: string): boolean {
  return file.endsWith('.whl') && normalizeName(file.split('-')[0] ?? '') === name;
}

function checkVersion({ name, specifier }: Requirement, version: string, neededBy: string | undefined): void {
  if (satisfies(version, specifier)) return;
  const asked = neededBy === undefined ? `${name}${specifier} was asked for` : `${neededBy} needs ${name}${specifier}`;
  throw new ExecutorError(
    `${asked}, but the version here is ${version}. Ask for ${name} without a version, or give a wheel of the other version by its path.`,
    { code: 'executor/package-version' },
  );
}

/** The module of the package's own name; where there is none, all of its modules. */
function mainModules(name: string, modules: readonly string[]): string[] {
  const main = modules.filter((module) => normalizeName(module) === name);
  return main.length > 0 ? main : modules.filter((module) => !module.startsWith('_'));
}

/** Reads the built-in packages' versions from the names of the wheels they were made of. */
export async function readBuiltIn(assetsFolder: string): Promise<Map<string, string>> {
  const manifest: { wheels: { file: string }[] } = JSON.parse(
    await readFile(join(assetsFolder, 'manifest.json'), 'utf8'),
  );
  return new Map(
    manifest.wheels.map(({ file }): [string, string] => {
      const { name, version } = parseWheelName(file);
      return [name, version];
    }),
  );
}
