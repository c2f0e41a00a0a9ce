import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isPublished } from '../dependencies/manifest-rules.ts';
import { readWorkspace, type Manifest, type WorkspacePackage } from '../dependencies/workspace.ts';
import { mustRun, root, runCommand } from './run-command.ts';

/** One package as the registry would have it. */
export interface PackedPackage {
  name: string;
  /** Path of the tarball. */
  tarball: string;
  /** Size of the tarball in bytes. */
  size: number;
  /** Files in the tarball. */
  files: readonly string[];
  /** The manifest in the workspace. */
  manifest: Manifest;
}

interface PackReport {
  filename: string;
  files: { path: string }[];
}

type Pnpm = [command: string, ...args: string[]];

/** The pnpm that the workspace is pinned to: the one on the path, as in a script that it runs, or else through npx. */
function findPnpm(): Pnpm {
  const manifest: { devEngines: { packageManager: { version: string } } } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  const { version } = manifest.devEngines.packageManager;
  const isThere = runCommand('pnpm', ['--version']).stdout.trim() === version;
  return isThere ? ['pnpm'] : ['npx', '-y', `pnpm@${version}`];
}

function pack(pnpm: Pnpm, { name, folder: source, manifest }: WorkspacePackage, folder: string): PackedPackage {
  const isBuilt = existsSync(join(root, source, 'dist'));
  if (!isBuilt && JSON.stringify(manifest).includes('./dist/')) {
    throw new Error(`${source} has no dist folder. Build it first: ${pnpm.join(' ')} build`);
  }
  const [command, ...args] = pnpm;
  const printed = mustRun(command, [...args, 'pack', '--json', '--pack-destination', folder], join(root, source));
  const report: PackReport = JSON.parse(printed.slice(printed.indexOf('{')));
  const tarball = report.filename;
  return { name, tarball, size: readFileSync(tarball).length, files: report.files.map(({ path }) => path), manifest };
}

/**
 * Packs every published package, as it has been built, into `folder`.
 * @throws Error when a package has not been built
 */
export function packAll(folder: string): PackedPackage[] {
  const pnpm = findPnpm();
  return readWorkspace(root)
    .filter(isPublished)
    .map((found) => pack(pnpm, found, folder));
}
