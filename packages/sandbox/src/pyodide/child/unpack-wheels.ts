import { readFileSync } from 'node:fs';
import type { WheelFile } from '../child-settings.ts';
import { isLibrary } from '../packages/library-name.ts';
import { readZip } from '../packages/zip.ts';
import { StartFault } from './start-fault.ts';

/** The part of Emscripten's file system that is needed. */
interface Files {
  mkdirTree(path: string): void;
  writeFile(path: string, data: Uint8Array, options: { canOwn: boolean }): void;
}

const libraryFolder = '/usr/lib';

/**
 * Puts the files of the packages into the in-memory file system.
 * @returns paths of the shared libraries among them, dependencies first
 */
export function unpackWheels(files: Files, wheels: readonly WheelFile[], sitePackages: string): string[] {
  const libraries: string[] = [];
  const made = new Set<string>();
  const unpack = (path: string, placeOf: (name: string) => string | undefined) => {
    for (const { name, read } of readZip(readFileSync(path))) {
      const place = placeOf(name);
      if (place === undefined) continue;
      const folder = place.slice(0, place.lastIndexOf('/'));
      if (!made.has(folder)) files.mkdirTree(folder);
      made.add(folder);
      files.writeFile(place, read(), { canOwn: true });
      if (isLibrary(name)) libraries.push(place);
    }
  };
  for (const { path, bytecode, target } of wheels) {
    unpack(path, (name) => (target === 'dynlib' ? `${libraryFolder}/${name}` : placeInSite(name, sitePackages)));
    try {
      if (bytecode !== undefined) unpack(bytecode, (name) => `${sitePackages}/${name}`);
    } catch (error) {
      throw new StartFault('executor/bad-bytecode', `The file ${bytecode} is damaged: ${String(error)}`, error);
    }
  }
  return libraries;
}

/** Where a wheel's file is installed (https://peps.python.org/pep-0427/#installing-a-wheel-distribution-1-0-py32-none-any-whl). */
function placeInSite(name: string, sitePackages: string): string | undefined {
  const [, kind, rest] = /^[^/]+\.data\/([^/]+)\/(.+)$/.exec(name) ?? [];
  if (kind === undefined || kind === 'purelib' || kind === 'platlib') return `${sitePackages}/${rest ?? name}`;
  return kind === 'data' ? `/${rest}` : undefined;
}
