import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { AgentdError, type Passage, type Retriever } from '@agentd/agent-core';
import { z } from 'zod';
import { HttpError, readJson, sendJson } from './http-reply.ts';
import { concurrencyLimit } from './limit.ts';
import { isLoopback } from './loopback.ts';
import { toDocument } from './protocol.ts';
import type { ServeSettings } from './serve-options.ts';

/** Answers `/retrieve` and `/health`; `ending` cuts searches off. */
export function requestHandler(retriever: Retriever, settings: ServeSettings, ending: AbortSignal): RequestListener {
  const limited = concurrencyLimit(settings.concurrency);
  const query = z.string().refine((text) => text.trim() !== '', { error: 'is empty' });
  const requestSchema = z.object({
    queries: z.union([query.transform((only) => [only]), z.array(query).min(1).max(settings.maxQueries)]),
    topk: z.int().min(1).nullish(),
    return_scores: z.boolean().default(false),
  });

  async function retrieve(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
    const body = requestSchema.safeParse(await readJson(request, settings.maxBodyBytes));
    if (!body.success) throw new HttpError(400, 'bad-request', z.prettifyError(body.error));
    const { queries, topk, return_scores: withScores } = body.data;
    if (queries.length * (topk ?? 0) > settings.maxPassages) {
      throw new HttpError(400, 'bad-request', `More than ${settings.maxPassages} passages are asked for.`);
    }
    const signal = AbortSignal.any([ending, leaving(response)]);
    const search = (text: string): Promise<Passage[]> =>
      limited(async () => {
        signal.throwIfAborted();
        return retriever.search(text, { signal, ...(topk === undefined || topk === null ? {} : { k: topk }) });
      });
    const found = await Promise.all(queries.map(search));
    return { result: found.map((passages) => passages.map((passage) => toHit(passage, withScores))) };
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
    const path = request.url?.split('?')[0];
    if (settings.token === undefined && !isLoopback(hostOf(request))) {
      // A name that leads here from outside, by which a web page could read the corpus.
      throw new HttpError(403, 'foreign-host', `The host ${hostOf(request)} is not this machine.`);
    }
    if (path === '/health') return allowed(request, 'GET', { status: 'ok' });
    if (path !== '/retrieve') throw new HttpError(404, 'not-found', 'There are POST /retrieve and GET /health.');
    allowed(request, 'POST', undefined);
    if (settings.token !== undefined && !isToken(request.headers.authorization, settings.token)) {
      throw new HttpError(401, 'unauthorised', 'Send the token as Authorization: Bearer TOKEN.');
    }
    return retrieve(request, response);
  }

  return (request, response) => {
    answer(request, response).then(
      (value) => sendJson(response, 200, value),
      (error: unknown) => refuse(response, error),
    );
  };
}

function toHit(passage: Passage, withScores: boolean): unknown {
  return withScores ? { document: toDocument(passage), score: passage.score } : toDocument(passage);
}

function allowed<T>(request: IncomingMessage, method: string, value: T): T {
  if (request.method === method) return value;
  throw new HttpError(405, 'method-not-allowed', `Use ${method}.`);
}

function refuse(response: ServerResponse, error: unknown): void {
  const { status, code, message } = faultOf(error);
  // The rest of a refused body is not read, so the connection cannot be used again.
  sendJson(
    response,
    status,
    { error: { code, message } },
    {
      connection: 'close',
      ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
    },
  );
}

function faultOf(error: unknown): { status: number; code: string; message: string } {
  if (error instanceof HttpError) return error;
  if (AgentdError.isInstance(error)) {
    return { status: error.isRetryable ? 503 : 500, code: error.code, message: error.message };
  }
  // Whatever else went wrong may name paths or secrets of this machine.
  return { status: 500, code: 'internal', message: 'The search failed.' };
}

/** Aborted once the client has gone before its answer was ready. */
function leaving(response: ServerResponse): AbortSignal {
  const left = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) left.abort();
  });
  return left.signal;
}

function hostOf(request: IncomingMessage): string {
  return (request.headers.host ?? '').replace(/:\d+$/, '');
}

/** Compares digests: equally long, and in a time that says nothing about the token. */
function isToken(header: string | undefined, token: string): boolean {
  const given = /^Bearer +(.+)$/i.exec(header ?? '')?.[1] ?? '';
  return timingSafeEqual(digest(given), digest(token));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
