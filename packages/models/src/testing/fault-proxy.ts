import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { spoil, type Fault } from './faults.ts';

/** Settings of {@link faultProxy}. */
export interface FaultProxyOptions {
  /** Root of the API that stands behind it, such as `http://127.0.0.1:8000/v1`. */
  target: string;
  /** One for each chat completion that is asked for, in order; those after the last are let through. */
  faults?: readonly Fault[];
}

/** A running proxy. */
export interface FaultProxy {
  /** Root of the API, to be used in place of the target's. */
  url: string;
  /** Chat completions that were asked for so far. */
  readonly requests: number;
  /** Requests whose answer is not at its end and whose client has not hung up. */
  readonly open: number;
  /** Further faults, for the requests to come. */
  add(...faults: Fault[]): void;
  /** From now on nobody listens: connections are refused. */
  refuse(): Promise<void>;
  /** Listens again, at the same address. */
  accept(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Stands before a server and makes its answers fail in given ways, so that clients can be tried against everything that
 * goes wrong between them and a real server. Listens on the loopback interface.
 */
export async function faultProxy({ target, faults = [] }: FaultProxyOptions): Promise<FaultProxy> {
  const root = new URL(target);
  const pending = [...faults];
  const state = { requests: 0, open: 0 };
  const closed = new AbortController();

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const isChat = request.method === 'POST' && (request.url ?? '').includes('/chat/completions');
    if (isChat) state.requests++;
    state.open++;
    const gone = new AbortController();
    response.once('close', () => {
      state.open--;
      gone.abort();
    });
    const fault = (isChat ? pending.shift() : undefined) ?? { type: 'none' };
    const signal = AbortSignal.any([gone.signal, closed.signal]);
    await answer(root, fault, request, response, signal).catch(() => response.destroy());
  };

  let server = createServer((request, response) => void handle(request, response));
  const port = await listen(server, 0);
  return {
    url: `http://127.0.0.1:${port}${root.pathname.replace(/\/$/, '')}${root.search}`,
    get requests() {
      return state.requests;
    },
    get open() {
      return state.open;
    },
    add: (...more) => void pending.push(...more),
    refuse: () => stop(server),
    async accept() {
      server = createServer((request, response) => void handle(request, response));
      await listen(server, port);
    },
    async close() {
      closed.abort();
      if (server.listening) await stop(server);
    },
  };
}

async function answer(
  root: URL,
  fault: Fault,
  request: IncomingMessage,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  const body = await bodyOf(request);
  if (fault.type === 'status') {
    const json = fault.body ?? { error: { message: `fault ${fault.status}`, type: 'fault', code: null } };
    response.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers });
    return void response.end(JSON.stringify(json));
  }
  if (fault.type === 'malformed') {
    response.writeHead(200, { 'content-type': 'application/json' });
    return void response.end('{"choices": [{"message": {"content": "half an ans');
  }
  if (fault.type === 'reset' && (fault.afterBytes ?? 0) === 0) return void request.socket.destroy();
  if (fault.type === 'endless') return endless(body, fault.everyMs ?? 20, response, signal);
  if (fault.type === 'slow') await delay(fault.delayMs, undefined, { signal });

  const headers = new Headers({ 'content-type': request.headers['content-type'] ?? 'application/json' });
  if (request.headers.authorization !== undefined) headers.set('authorization', request.headers.authorization);
  const upstream = await fetch(new URL(request.url ?? '/', root.origin), {
    method: request.method ?? 'GET',
    headers,
    ...(body === '' ? {} : { body }),
    signal,
  });
  const type = upstream.headers.get('content-type') ?? 'application/json';
  response.writeHead(upstream.status, { 'content-type': type });
  if (fault.type === 'null-content' || fault.type === 'no-choices' || fault.type === 'fewer-choices') {
    return void response.end(spoil(await upstream.text(), fault));
  }
  let left = fault.type === 'reset' ? (fault.afterBytes ?? 0) : Infinity;
  for await (const chunk of upstream.body ?? []) {
    const piece = chunk.subarray(0, left);
    left -= piece.length;
    if (!response.write(piece)) await once(response, 'drain', { signal });
    // What was written must leave before the connection breaks.
    if (left <= 0) return void setTimeout(() => request.socket.destroy(), 20);
  }
  response.end();
}

async function endless(body: string, everyMs: number, response: ServerResponse, signal: AbortSignal): Promise<void> {
  const isStream = /"stream"\s*:\s*true/.test(body);
  const piece = isStream
    ? `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: 'more ' } }] })}\n\n`
    : ' ';
  response.writeHead(200, { 'content-type': isStream ? 'text/event-stream' : 'application/json' });
  while (!signal.aborted) {
    response.write(piece);
    await delay(everyMs, undefined, { signal });
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString('utf8');
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error(`No TCP address: ${String(address)}`);
  return address.port;
}

async function stop(server: Server): Promise<void> {
  const ended = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await ended;
}
