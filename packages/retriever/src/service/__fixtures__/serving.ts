import type { Retriever } from '@agentd/agent-core';
import { onTestFinished } from 'vitest';
import type { ServeOptions } from '../serve-options.ts';
import { serveRetriever } from '../serve-retriever.ts';

/** A server for one test, and a way to post to it. */
export async function serving(retriever: Retriever, options: ServeOptions = {}) {
  const server = await serveRetriever(retriever, { port: 0, graceMs: 100, ...options });
  onTestFinished(() => server.close());
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${server.url}/retrieve`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  return { server, post };
}
