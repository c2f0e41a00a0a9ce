import { realpathSync } from 'node:fs';
import type { Confinement } from './confinement.ts';
import { tether, wall } from './programs.ts';

/** A command line; `reportsPid` where the first line of file descriptor 3 tells the child's process id. */
export interface Command {
  file: string;
  arguments: string[];
  reportsPid: boolean;
}

/** A Node program to confine. */
export interface NodeProgram {
  entry: string;
  /** Its one argument. */
  settings: string;
  /** Files and folders that it may read; nothing else is. */
  readable: readonly string[];
}

/** The command that starts a Node program behind the layers that work here. */
export function nodeCommand(confinement: Confinement, { entry, settings, readable }: NodeProgram): Command {
  const paths = [...new Set(readable)];
  const node = [
    '--permission',
    ...paths.map((path) => `--allow-fs-read=${path}`),
    '--disallow-code-generation-from-strings',
    '--no-warnings',
    '--max-old-space-size=512',
    entry,
    settings,
  ];
  if (confinement.setpriv !== undefined) {
    return { file: confinement.setpriv, arguments: [...tether, '--', process.execPath, ...node], reportsPid: false };
  }
  if (confinement.bubblewrap === undefined) return { file: process.execPath, arguments: node, reportsPid: false };
  const visible = [...paths, realpathSync(process.execPath)];
  return {
    file: confinement.bubblewrap,
    arguments: [...wall, ...visible.flatMap((path) => ['--ro-bind', path, path]), '--', process.execPath, ...node],
    reportsPid: true,
  };
}
