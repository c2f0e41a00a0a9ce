import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Isolation } from '@agentd/agent-core';
import type { Locations } from './locations.ts';

/** How the child process is started on this machine, and what that holds back. */
export interface Confinement {
  isolation: Isolation;
  /** The programs bwrap and setpriv, where they work. */
  bubblewrap: string | undefined;
  setpriv: string | undefined;
}

/** A command line; `reportsPid` where the first line of file descriptor 3 tells the child's process id. */
export interface Command {
  file: string;
  arguments: string[];
  reportsPid: boolean;
}

/** Tries out, once, which layers work here. */
export function detectConfinement(mode: 'auto' | 'require' | 'off'): Confinement {
  const bubblewrap = mode === 'off' ? undefined : workingBubblewrap();
  const setpriv = bubblewrap === undefined ? workingSetpriv() : undefined;
  // Node's permissions cover the network from version 25 on; before that only bubblewrap does.
  const nodeDeniesNetwork = Number(process.versions.node.split('.')[0]) >= 25;
  const all: [name: string, active: boolean][] = [
    ['bubblewrap', bubblewrap !== undefined],
    ['process-network-denied', bubblewrap !== undefined || nodeDeniesNetwork],
    ['no-new-privileges', bubblewrap !== undefined || setpriv !== undefined],
    ['process', true],
    ['empty-environment', true],
    ['node-permissions', true],
    ['import-lock', true],
  ];
  const names = (wanted: boolean) => all.filter(([, active]) => active === wanted).map(([name]) => name);
  return {
    isolation: {
      label: `pyodide+process${bubblewrap === undefined ? '' : '+bubblewrap'}`,
      layers: names(true),
      missing: names(false),
    },
    bubblewrap,
    setpriv,
  };
}

/** The command that starts the child with `settings` as its one argument. */
export function childCommand(
  confinement: Confinement,
  locations: Locations,
  readable: string[],
  settings: string,
): Command {
  const paths = [
    ...new Set([
      locations.code,
      locations.manifest,
      locations.assets,
      locations.python,
      locations.pyodide,
      ...readable,
    ]),
  ];
  const node = [
    '--permission',
    ...paths.map((path) => `--allow-fs-read=${path}`),
    '--disallow-code-generation-from-strings',
    '--no-warnings',
    '--max-old-space-size=512',
    locations.childEntry,
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

/** New namespaces, no capabilities, no environment, and of the file system only the shared libraries. */
const wall = [
  '--unshare-all',
  '--die-with-parent',
  '--new-session',
  '--as-pid-1',
  '--cap-drop',
  'ALL',
  '--clearenv',
  ...['/lib', '/lib64', '/usr/lib', '/usr/lib64'].flatMap((path) => ['--ro-bind-try', path, path]),
  '--info-fd',
  '3',
];

/** The kernel kills the child when the host dies, even while code runs that never looks up. */
const tether = ['--pdeathsig', 'KILL', '--no-new-privs'];

function workingSetpriv(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  const file = findProgram('setpriv');
  if (file === undefined) return undefined;
  const probe = spawnSync(file, [...tether, '--', file, '--version'], { env: {}, stdio: 'ignore', timeout: 5_000 });
  return probe.status === 0 ? file : undefined;
}

function workingBubblewrap(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  const file = findProgram('bwrap');
  if (file === undefined) return undefined;
  const node = realpathSync(process.execPath);
  const probe = spawnSync(file, [...wall, '--ro-bind', node, node, '--', node, '--version'], {
    env: {},
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    timeout: 5_000,
  });
  return probe.status === 0 ? file : undefined;
}

function findProgram(name: string): string | undefined {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const file = join(folder, name);
    if (folder === '' || !existsSync(file)) continue;
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not a program that this user may start; another one may follow.
    }
  }
  return undefined;
}
