import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Targets } from './attack.ts';
import { siblingProgram } from './sibling.ts';

/** Objects of the language that every other object inherits from. */
const prototypes = { Object: Object.prototype, Array: Array.prototype, Function: Function.prototype };

const prototypeKeys = () =>
  JSON.stringify(Object.values(prototypes).map((prototype) => Reflect.ownKeys(prototype).map(String)));

/** What the suite sets out on the host and then watches: a secret in many places, doors to knock at, a process to hit. */
export class Canaries {
  readonly secret: string;
  readonly targets: Targets;
  readonly #sibling: ChildProcess;
  readonly #seen: string[];
  readonly #prototypes = prototypeKeys();
  readonly #close: () => Promise<void>;

  private constructor(parts: {
    secret: string;
    targets: Targets;
    sibling: ChildProcess;
    seen: string[];
    close: () => Promise<void>;
  }) {
    this.secret = parts.secret;
    this.targets = parts.targets;
    this.#sibling = parts.sibling;
    this.#seen = parts.seen;
    this.#close = parts.close;
  }

  /** Sets them out. They are to be closed again. */
  static async open(): Promise<Canaries> {
    const secret = randomBytes(16)
      .toString('hex')
      .replaceAll(/[0-4]/g, (digit) => 'GHJKL'.charAt(Number(digit)));
    const seen: string[] = [];
    const base = await mkdtemp(join(tmpdir(), 'agentd-canary-'));
    const folder = join(base, 'open');
    await mkdir(folder);
    await chmod(base, 0o755);
    await chmod(folder, 0o777);
    const files = await plantFiles(
      [join(base, 'secret.txt'), join(homedir(), `.agentd-canary-${secret.slice(0, 8)}`)],
      secret,
    );
    const variable = 'AGENTD_CANARY';
    process.env[variable] = secret;
    const answer = (what: string) =>
      createServer((connection) => {
        seen.push(`a connection arrived at ${what}`);
        connection.on('error', () => undefined).end(secret);
      });
    const tcp = await listening(answer('the TCP socket'), { port: 0, host: '127.0.0.1' });
    const socket = process.platform === 'win32' ? `\\\\.\\pipe\\agentd-${secret}` : join(base, 'socket');
    const unix = await listening(answer('the UNIX socket'), { path: socket });
    const udp = createSocket('udp4', () => seen.push('a datagram arrived at the UDP socket'));
    await new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve));
    const sibling = await startSibling(secret, seen);
    const address = tcp.address();
    return new Canaries({
      secret,
      seen,
      sibling,
      targets: {
        variable,
        files,
        folder,
        paths: hostPaths(),
        socket,
        tcpPort: typeof address === 'object' && address !== null ? address.port : 0,
        udpPort: udp.address().port,
        hostPid: process.pid,
        siblingPid: sibling.pid ?? 0,
      },
      close: async () => {
        for (const door of [tcp, unix, udp]) door.close();
        sibling.removeAllListeners('exit');
        sibling.kill('SIGKILL');
        delete process.env[variable];
        await Promise.all([base, ...files].map((path) => rm(path, { recursive: true, force: true })));
      },
    });
  }

  /** What has happened to them since the last check; nothing, where all held. */
  async check(): Promise<string[]> {
    // What knocked is told of in the next turn of the event loop.
    await nextTurn();
    await nextTurn();
    const { folder, files, variable } = this.targets;
    const found = this.#seen.splice(0);
    const left = await readdir(folder);
    if (left.length > 0) found.push(`files appeared on the host: ${left.join(', ')}`);
    await Promise.all(left.map((name) => rm(join(folder, name), { recursive: true, force: true })));
    for (const file of files) {
      if ((await readFile(file, 'utf8').catch(() => undefined)) !== this.secret) found.push(`${file} was altered`);
    }
    if (process.env[variable] !== this.secret) found.push('the environment of the host was altered');
    if (this.#sibling.exitCode !== null || this.#sibling.signalCode !== null) found.push('the sibling process is gone');
    if (prototypeKeys() !== this.#prototypes) found.push('a prototype of the host has other properties than before');
    return found;
  }

  close(): Promise<void> {
    return this.#close();
  }
}

function hostPaths(): string[] {
  return [process.cwd(), fileURLToPath(new URL('..', import.meta.url))].filter((path) => path.length > 4);
}

async function plantFiles(paths: readonly string[], secret: string): Promise<string[]> {
  const written = await Promise.all(
    paths.map((path) =>
      writeFile(path, secret, { mode: 0o644 }).then(
        () => [path],
        () => [],
      ),
    ),
  );
  return written.flat();
}

function listening(server: Server, where: { port: number; host: string } | { path: string }): Promise<Server> {
  return new Promise((resolve, reject) => server.once('error', reject).listen(where, () => resolve(server)));
}

async function startSibling(secret: string, seen: string[]): Promise<ChildProcess> {
  const sibling = spawn(process.execPath, ['--eval', siblingProgram], {
    env: { AGENTD_CANARY: secret },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const ready = Promise.withResolvers<void>();
  sibling.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (text.startsWith('ready')) ready.resolve();
    else seen.push(`the sibling process got ${text.trim()}`);
  });
  sibling.on('error', ready.reject);
  sibling.on('exit', () => ready.resolve());
  await ready.promise;
  return sibling;
}
