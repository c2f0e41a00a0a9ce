import { createServer, type Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Retriever } from '@agentd/agent-core';
import { RetrieverError } from '../errors.ts';
import { codeOf, messageOf } from '../sources/source-error.ts';
import { requestHandler } from './request-handler.ts';
import { checkServeOptions, type ServeOptions } from './serve-options.ts';

/** A running search server. */
export interface RetrieverServer {
  /** Where it is, such as `http://127.0.0.1:8000`. */
  readonly url: string;
  /** Takes no more requests, waits for those under way, then ends. */
  close(): Promise<void>;
}

/**
 * Serves a retriever in the form of Search-R1's server: `POST /retrieve {queries, topk, return_scores}` answers
 * `{result: [[{document: {id, title, text, contents}, score}]]}`, without scores `{result: [[document]]}`; `GET /health`
 * answers `{status: 'ok'}`. Errors are `{error: {code, message}}`. It speaks plain HTTP: beyond this machine put a proxy
 * with TLS before it.
 * @throws InvalidInputError `retriever/bad-options`, `retriever/token-required`
 * @throws RetrieverError `retriever/cannot-listen`
 */
export async function serveRetriever(retriever: Retriever, options: ServeOptions = {}): Promise<RetrieverServer> {
  const settings = checkServeOptions(options);
  settings.signal?.throwIfAborted();
  const ending = new AbortController();
  const server = createServer(requestHandler(retriever, settings, ending.signal));
  server.requestTimeout = 30_000;
  const port = await listening(server, settings.port, settings.host);

  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => (closed ??= ended(server, settings.graceMs, ending));
  settings.signal?.addEventListener('abort', () => void close(), { once: true });
  const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host;
  return { url: `http://${host}:${port}`, close };
}

async function listening(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  }).catch((error: unknown) => {
    const taken = codeOf(error) === 'EADDRINUSE';
    throw new RetrieverError(
      `The server cannot listen on ${host}:${port}: ${messageOf(error)}.${taken ? ' Give another port; 0 takes a free one.' : ''}`,
      { code: 'retriever/cannot-listen', cause: error },
    );
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

async function ended(server: Server, graceMs: number, ending: AbortController): Promise<void> {
  const done = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = new AbortController();
  await Promise.race([done, sleep(graceMs, undefined, { signal: timer.signal }).catch(() => undefined)]);
  timer.abort();
  ending.abort();
  server.closeAllConnections();
  await done;
}
