import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';

// Helpers of the tests; not part of any entry.

/** What the server does wrong, or refuses. */
export interface HubFaults {
  /** Status and reason for every file. */
  refuse?: { status: number; reason?: string };
  /** For how many answers the connection breaks within a large file, and after how many bytes. */
  cut?: { times: number; after: number };
  /** Announces another size of large files. */
  size?: number;
  /** Sends other bytes than were announced. */
  garble?: boolean;
  /** Sends large files so slowly that they never end. */
  stall?: boolean;
}

/** A request that the server got. */
export interface HubRequest {
  path: string;
  range: string | undefined;
  authorization: string | undefined;
}

/** A hub on this machine that has one model. */
export interface HubServer {
  url: string;
  requests: HubRequest[];
  faults: HubFaults;
  close: () => Promise<void>;
}

/**
 * Serves a folder as `model` at `/MODEL/resolve/REVISION/FILE`. As on the real hub, large files are elsewhere: a redirect
 * with their SHA-256 and size leads to another host, which knows nothing of the token.
 */
export async function hubServer(folder: string, model: string, revision = 'main'): Promise<HubServer> {
  const requests: HubRequest[] = [];
  const hub: HubServer = { url: '', requests, faults: {}, close: async () => undefined };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const { range, authorization } = request.headers;
    requests.push({ path: decodeURIComponent(pathname), range, authorization });
    answer(request, response, decodeURIComponent(pathname)).catch(() => response.destroy());
  });

  async function answer(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const { refuse } = hub.faults;
    if (refuse !== undefined) return fail(response, refuse.status, refuse.reason);
    const [, stored] = path.split('/stored/');
    if (stored !== undefined) return send(request, response, await readFile(join(folder, stored)));
    const [name, rest = ''] = path.slice(1).split('/resolve/');
    if (name !== model) return fail(response, 401, 'RepoNotFound');
    if (!rest.startsWith(`${revision}/`)) return fail(response, 404, 'RevisionNotFound');
    const file = rest.slice(revision.length + 1);
    const content = await readFile(join(folder, file)).catch(() => undefined);
    if (content === undefined) return fail(response, 404, 'EntryNotFound');
    if (!file.startsWith('onnx/')) return send(request, response, content);
    const location = `${hub.url.replace('127.0.0.1', 'localhost')}/stored/${file}`;
    const hash = createHash('sha256').update(content).digest('hex');
    const size = hub.faults.size ?? content.length;
    response.writeHead(302, { location, 'x-linked-etag': `"${hash}"`, 'x-linked-size': size }).end();
  }

  function send(request: IncomingMessage, response: ServerResponse, content: Buffer): void {
    const { cut, garble, stall } = hub.faults;
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const part = garble === true ? Buffer.alloc(content.length - start, 7) : content.subarray(start);
    const etag = createHash('sha1').update(content).digest('hex');
    response.writeHead(start > 0 ? 206 : 200, { 'content-length': part.length, etag: `"${etag}"` });
    if (request.method === 'HEAD') response.end();
    else if (stall === true && part.length > 10_000) response.write(part.subarray(0, 5000));
    else if (cut !== undefined && cut.times > 0 && part.length > cut.after) {
      cut.times--;
      response.write(part.subarray(0, cut.after), () => setTimeout(() => response.destroy(), 20));
    } else response.end(part);
  }

  server.listen(0);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  hub.url = `http://127.0.0.1:${address.port}`;
  hub.close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return hub;
}

function fail(response: ServerResponse, status: number, reason: string | undefined): void {
  response
    .writeHead(status, reason === undefined ? {} : { 'x-error-code': reason })
    .end('Refused; your token was seen.');
}
