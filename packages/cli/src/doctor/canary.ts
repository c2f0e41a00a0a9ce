import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Canaries } from './attacks.ts';

/** Canaries that are in place, until {@link remove}. */
export interface PlacedCanaries extends Canaries {
  /** How often somebody connected to the port. */
  connections(): number;
  remove(): Promise<void>;
}

/** Puts a secret where code in a sandbox must not get: a host file, a listening socket, the host's environment. */
export async function placeCanaries(): Promise<PlacedCanaries> {
  const secret = `canary-${randomUUID()}`;
  const variable = `AGENTD_DOCTOR_${randomUUID().slice(0, 8).toUpperCase()}`;
  const folder = await mkdtemp(join(tmpdir(), 'agentd-doctor-'));
  const file = join(folder, 'secret.txt');
  await writeFile(file, secret);
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    socket.on('error', () => undefined);
    socket.end(secret);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  process.env[variable] = secret;
  return {
    secret,
    file,
    port,
    variable,
    connections: () => connections,
    async remove() {
      delete process.env[variable];
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
