import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageFolders } from '../locations.ts';
import type { Command } from '../isolation/node-command.ts';
import { findProgram, wall } from '../isolation/programs.ts';
import type { Python } from './python.ts';
import type { ServerSettings } from './settings.ts';

/** How the server is confined: by bubblewrap, with or without the right to mount inside, or not at all. */
export interface Confines {
  bubblewrap: string | undefined;
  mounts: boolean;
}

/** What the host decides of the settings; the rest is how and where the server runs. */
export type SessionSettings = Omit<ServerSettings, 'folder' | 'mounts' | 'path' | 'harness'>;

/** Where the working folder and the server's own files are inside bubblewrap. */
const inside = { work: '/agent', server: '/server' };

/** Of the host's files outside the interpreter's own: what it and its libraries look up. */
const lookups = ['/etc/ld.so.cache', '/etc/alternatives', '/usr/share/zoneinfo'];
const devices = ['/dev/null', '/dev/zero', '/dev/random', '/dev/urandom'];

const shared = ['errors', 'json_text', 'streams', 'protocol', 'traces'];
/** The shared harness, with the native executor's own parts between. */
const harness = [
  ...shared,
  'native/harness/descriptors',
  'execute',
  'native/harness/surroundings',
  'native/harness/serve',
];

/** The command that starts the server. */
export function nativeCommand(
  python: Python,
  { bubblewrap, mounts }: Confines,
  settings: SessionSettings,
): Command & { folder: string } {
  const { python: sources } = packageFolders();
  const folder = bubblewrap === undefined ? join(tmpdir(), `agentd-${crypto.randomUUID()}`) : inside.work;
  const server = bubblewrap === undefined ? sources : inside.server;
  const all: ServerSettings = {
    ...settings,
    folder,
    mounts,
    path: python.path,
    harness: harness.map((name) => join(server, `${name}.py`)),
  };
  const tree = mounts ? folder : join(folder, 'work');
  const environment = {
    HOME: join(tree, 'home'),
    TMPDIR: join(tree, 'tmp'),
    PATH: '/usr/bin:/bin',
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    USER: 'agent',
    PYTHONHASHSEED: String(settings.seed),
    // One thread for linear algebra: others would not live past a fork.
    OPENBLAS_NUM_THREADS: '1',
    OMP_NUM_THREADS: '1',
    MKL_NUM_THREADS: '1',
    // Each pool that malloc keeps for threads takes up address space, which is limited.
    MALLOC_ARENA_MAX: '1',
  };
  const program = [python.executable, '-S', '-s', '-B', '-X', 'utf8', join(server, 'native', 'server.py')];
  program.push(JSON.stringify(all));
  if (bubblewrap === undefined) {
    const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
    return {
      file: findProgram('env') ?? '/usr/bin/env',
      arguments: ['-i', ...variables, ...program],
      reportsPid: false,
      folder,
    };
  }
  const own = [python.executable, ...python.libraries, ...python.path].filter(isNoHome);
  const arguments_ = [
    ...wall,
    ...(mounts ? ['--cap-add', 'CAP_SYS_ADMIN', '--cap-add', 'CAP_DAC_OVERRIDE'] : []),
    ...[...new Set(own)].flatMap((path) => ['--ro-bind', path, path]),
    '--ro-bind',
    sources,
    server,
    ...lookups.flatMap((path) => ['--ro-bind-try', path, path]),
    ...devices.flatMap((path) => ['--dev-bind', path, path]),
    '--proc',
    '/proc',
    ...(mounts ? ['--dir', folder] : ['--size', String(4 * settings.fileQuotaBytes), '--tmpfs', folder]),
    '--symlink',
    join(tree, 'tmp').slice(1),
    '/tmp',
    ...Object.entries(environment).flatMap(([name, value]) => ['--setenv', name, value]),
    '--chdir',
    '/',
    '--remount-ro',
    '/',
    '--',
    ...program,
  ];
  return { file: bubblewrap, arguments: arguments_, reportsPid: true, folder };
}

/** A home folder, or one above it, is not shown, whatever the interpreter's path says. */
function isNoHome(path: string): boolean {
  return !`${homedir()}/`.startsWith(path.endsWith('/') ? path : `${path}/`);
}
