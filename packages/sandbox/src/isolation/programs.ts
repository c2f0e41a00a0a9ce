import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** New namespaces, no capabilities, no environment, and of the file system only the shared libraries. */
export const wall = [
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
export const tether = ['--pdeathsig', 'KILL', '--no-new-privs'];

/** Path of `setpriv` (util-linux), where it can tether a process. */
export function workingSetpriv(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  const file = findProgram('setpriv');
  if (file === undefined) return undefined;
  const probe = spawnSync(file, [...tether, '--', file, '--version'], { env: {}, stdio: 'ignore', timeout: 5_000 });
  return probe.status === 0 ? file : undefined;
}

/** How `bwrap` does on this machine. */
export interface BubblewrapTrial {
  /** Its path, where it is installed. */
  file: string | undefined;
  works: boolean;
  /** What it said where it does not work. */
  complaint: string;
}

/** Tries whether `bwrap` may create namespaces and start Node in them. */
export function tryBubblewrap(): BubblewrapTrial {
  const file = process.platform === 'linux' ? findProgram('bwrap') : undefined;
  if (file === undefined) return { file, works: false, complaint: '' };
  const node = realpathSync(process.execPath);
  const probe = spawnSync(file, [...wall, '--ro-bind', node, node, '--', node, '--version'], {
    env: {},
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    timeout: 5_000,
  });
  return { file, works: probe.status === 0, complaint: probe.stderr.trim().split('\n')[0] ?? '' };
}

/** Path of `bwrap`, where it may create namespaces. */
export function workingBubblewrap(): string | undefined {
  const { file, works } = tryBubblewrap();
  return works ? file : undefined;
}

/** A program of this name on the `PATH` that this user may start. */
export function findProgram(name: string): string | undefined {
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
