import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { ModelError, type CompletionChunk, type JsonObject, type LanguageModel } from '@agentd/agent-core';
import { choice, choiceEnd, errorAnswer, tokenLogprobs, usageFields } from './chat-answer.ts';
import { readChatRequest, type ChatRequest } from './chat-request.ts';

/** Settings of {@link openaiServer}. */
export interface OpenAIServerOptions {
  /** Default `127.0.0.1`: reachable from this machine alone. */
  host?: string;
  /** Default 0: any free port. */
  port?: number;
  /** When given, requests must carry it as a bearer token. */
  apiKey?: string;
}

/** A running server. */
export interface OpenAIServer {
  /** Root of the API, such as `http://127.0.0.1:41234/v1`. */
  url: string;
  /** Ends open connections and the server; the model stays open. */
  close(): Promise<void>;
}

const LARGEST_BODY = 16_000_000;

/**
 * Serves any language model in the form of OpenAI's chat completions: `n`, `stop`, `seed`, `logprobs`, streaming (in one
 * piece where the model does not stream), and vLLM's `continue_final_message`. Meant for tests and for trying a local model with other programs; it has neither
 * encryption nor limits on the number of requests.
 */
export async function openaiServer(model: LanguageModel, options: OpenAIServerOptions = {}): Promise<OpenAIServer> {
  const { host = '127.0.0.1', port = 0, apiKey } = options;
  const server = createServer((request, response) => {
    answer(model, apiKey, request, response).catch((error: unknown) => {
      const { status, body } = errorAnswer(error);
      if (!response.headersSent) sendJson(response, status, body);
      else if (response.writableEnded === false) response.end(event(body));
    });
  });
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error(`No TCP address: ${String(address)}`);
  const shownHost = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return {
    url: `http://${shownHost}:${address.port}/v1`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  model: LanguageModel,
  apiKey: string | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (apiKey !== undefined && request.headers.authorization !== `Bearer ${apiKey}`) {
    throw new ModelError('The API key is missing or wrong.', { code: 'model/unauthorised' });
  }
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  if (request.method === 'GET' && path === '/v1/models') {
    return sendJson(response, 200, { object: 'list', data: [{ id: model.id, object: 'model', owned_by: 'agentd' }] });
  }
  if (request.method !== 'POST' || path !== '/v1/chat/completions') {
    throw new ModelError(`There is no ${request.method ?? ''} ${path}.`, { code: 'model/not-found' });
  }
  const chat = readChatRequest(await bodyOf(request));
  if (chat.model !== model.id) {
    throw new ModelError(`The model ${chat.model} does not exist.`, { code: 'model/not-found' });
  }
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  try {
    if (chat.stream) await sendStream(model, chat, response, gone.signal);
    else await sendWhole(model, chat, response, gone.signal);
  } catch (error) {
    if (!gone.signal.aborted) throw error;
  }
}

async function sendWhole(model: LanguageModel, chat: ChatRequest, response: ServerResponse, signal: AbortSignal) {
  const { completions, usage } = await model.complete(chat.request, { signal });
  sendJson(response, 200, {
    ...answerHead(model, 'chat.completion'),
    choices: completions.map((completion) => choice(completion, chat.logprobs)),
    usage: usageFields(usage),
  });
}

async function sendStream(model: LanguageModel, chat: ChatRequest, response: ServerResponse, signal: AbortSignal) {
  if ((chat.request.n ?? 1) !== 1) {
    throw new ModelError('A stream has one sample, but n is not 1.', { code: 'model/bad-request' });
  }
  const head = answerHead(model, 'chat.completion.chunk');
  const send = (fields: JsonObject): void => {
    if (!response.headersSent) response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(event({ ...head, ...fields }));
  };
  for await (const chunk of model.stream?.(chat.request, { signal }) ?? wholeAsStream(model, chat, signal)) {
    if (chunk.type === 'text') {
      send({ choices: [{ index: 0, delta: { content: chunk.text }, finish_reason: null }] });
      continue;
    }
    const { completion, usage } = chunk;
    const logprobs = chat.logprobs ? tokenLogprobs(completion) : null;
    const delta = completion.reasoning === undefined ? {} : { reasoning_content: completion.reasoning };
    send({ choices: [{ index: 0, delta, logprobs, ...choiceEnd(completion) }] });
    if (chat.streamUsage) send({ choices: [], usage: usageFields(usage) });
  }
  response.end('data: [DONE]\n\n');
}

/** For models that do not stream: the whole answer as one piece. */
async function* wholeAsStream(
  model: LanguageModel,
  { request }: ChatRequest,
  signal: AbortSignal,
): AsyncGenerator<CompletionChunk, void> {
  const { completions, usage } = await model.complete(request, { signal });
  for (const completion of completions.slice(0, 1)) {
    yield { type: 'text', text: completion.text };
    yield { type: 'completion', completion, usage };
  }
}

function answerHead(model: LanguageModel, object: string): JsonObject {
  return { id: `chatcmpl-${crypto.randomUUID()}`, object, created: Math.floor(Date.now() / 1000), model: model.id };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    const bytes = Buffer.from(part);
    size += bytes.length;
    if (size > LARGEST_BODY) throw new ModelError('The body is too large.', { code: 'model/bad-request' });
    parts.push(bytes);
  }
  return Buffer.concat(parts).toString('utf8');
}

function sendJson(response: ServerResponse, status: number, body: JsonObject): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function event(body: JsonObject): string {
  return `data: ${JSON.stringify(body)}\n\n`;
}
