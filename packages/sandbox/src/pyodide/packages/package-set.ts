import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { InvalidInputError } from '@agentd/agent-core';
import { z } from 'zod';
import type { Locations } from '../locations.ts';
import type { DownloadOptions } from './download.ts';
import { readLockFile } from './lock-file.ts';
import type { LocatedPart, PackagePart } from './package-part.ts';
import { PackageStore } from './package-store.ts';
import { readBuiltIn, resolvePackages } from './resolve.ts';

/** What the packages of an executor are to be, and where they may come from. */
export interface PackageOptions {
  packages: readonly string[];
  packageFolder?: string | undefined;
  packageBaseUrl?: string | undefined;
  lockFile?: string | undefined;
  offline: boolean;
}

/** The packages that the sessions of one executor begin with. */
export class PackageSet {
  readonly #options: PackageOptions;
  readonly #cacheDir: string;
  readonly #locations: Locations;
  #plan: { parts: PackagePart[]; store: PackageStore } | undefined;

  constructor(options: PackageOptions, cacheDir: string, locations: Locations) {
    this.#options = options;
    this.#cacheDir = cacheDir;
    this.#locations = locations;
  }

  /**
   * Makes sure that all files are there, dependencies first. The lock file is read once; files are looked at each time.
   * @throws ExecutorError for whatever is wrong with them; the signal's reason when aborted
   */
  async prepare(options: DownloadOptions): Promise<LocatedPart[]> {
    if (this.#options.packages.length === 0) return [];
    const { parts, store } = (this.#plan ??= await this.#makePlan());
    return store.locate(parts, options);
  }

  async #makePlan(): Promise<{ parts: PackagePart[]; store: PackageStore }> {
    const { packages, packageFolder, packageBaseUrl, lockFile, offline } = this.#options;
    const folder = packageFolder === undefined ? undefined : resolve(packageFolder);
    const [lock, builtIn, folderFiles, version] = await Promise.all([
      readLockFile(this.#locations.pyodide, lockFile),
      readBuiltIn(this.#locations.assets),
      folder === undefined ? [] : listFolder(folder),
      pyodideVersion(this.#locations.pyodide),
    ]);
    const parts = await resolvePackages(packages, { lock, builtIn, folder, folderFiles });
    const own =
      lockFile === undefined
        ? undefined
        : createHash('sha256')
            .update(await readFile(lockFile))
            .digest('hex');
    const baseUrl = packageBaseUrl ?? `https://cdn.jsdelivr.net/pyodide/v${version}/full/`;
    const store = new PackageStore({
      folder,
      cache: resolve(this.#cacheDir, 'packages', own === undefined ? version : `${version}-${own.slice(0, 12)}`),
      baseUrl: baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`,
      offline,
    });
    return { parts, store };
  }
}

async function listFolder(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    throw new InvalidInputError(`The packageFolder ${folder} cannot be read. Name a folder that holds wheels.`, {
      code: 'executor/bad-options',
      cause,
    });
  }
}

async function pyodideVersion(folder: string): Promise<string> {
  const text = await readFile(join(folder, 'package.json'), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}
