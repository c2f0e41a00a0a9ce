import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PackedPackage } from './pack.ts';
import { mustRun, runCommand, type CommandResult } from './run-command.ts';

/** A project of somebody who uses the packages: outside the workspace, with what npm installs from the tarballs. */
export interface Consumer {
  folder: string;
  /** Writes a file and compiles it with `tsc`, every declaration checked too. */
  compile(name: string, source: string): CommandResult;
  /** Runs a file with Node. */
  run(name: string): CommandResult;
  /** Runs a command that one of the packages brought. */
  command(name: string, args: readonly string[]): CommandResult;
}

const compilerOptions = {
  target: 'es2024',
  lib: ['es2024', 'esnext.disposable'],
  module: 'nodenext',
  strict: true,
  skipLibCheck: false,
  types: ['node'],
};

/**
 * Makes a project with some of the packed packages (`@agentd/…` means the tarballs everywhere, also between them) and
 * packages of the registry, and installs it with npm.
 */
export function createConsumer(
  folder: string,
  packed: readonly PackedPackage[],
  wanted: readonly string[],
  registry: Readonly<Record<string, string>>,
): Consumer {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  const tarballs = Object.fromEntries(packed.map(({ name, tarball }) => [name, `file:${tarball}`]));
  const own = Object.fromEntries(Object.entries(tarballs).filter(([name]) => wanted.includes(name)));
  // npm insists that an override of a direct dependency is a reference to it.
  const overrides = Object.fromEntries(
    Object.entries(tarballs).map(([name, path]) => [name, name in own ? `$${name}` : path]),
  );
  const manifest = {
    name: 'consumer',
    private: true,
    type: 'module',
    dependencies: { ...own, ...registry },
    overrides,
  };
  write('package.json', JSON.stringify(manifest, null, 2));
  write('tsconfig.json', JSON.stringify({ compilerOptions }, null, 2));
  mustRun('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], folder);
  return {
    folder,
    compile(name, source) {
      write(name, source);
      return runCommand(join(folder, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.json'], folder);
    },
    run: (name) => runCommand('node', [name], folder),
    command: (name, args) => runCommand(join(folder, 'node_modules/.bin', name), args, folder),
  };
}
