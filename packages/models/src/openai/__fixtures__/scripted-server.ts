import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { openaiModel, type OpenAIModel } from '../openai-model.ts';
import type { OpenAIModelOptions } from '../options.ts';

// Helper of the tests; not part of any entry.

/** A request as the server saw it. */
export interface SeenRequest {
  path: string;
  headers: IncomingHttpHeaders;
  body: Record<string, unknown>;
  /** Becomes true when the client hangs up before the answer is whole. */
  hungUp: boolean;
}

/** What a handler may answer: JSON with status 200 (as a stream where one is asked for), or whatever it writes by itself. */
export type Handler = (request: SeenRequest, response: ServerResponse) => unknown;

/** A real HTTP server on the loopback interface that answers chat completions by a script. */
export class ScriptedServer implements AsyncDisposable {
  /** The chat completions that were asked for. */
  readonly seen: SeenRequest[] = [];
  readonly #server = createServer();
  url = '';

  /** @param models answers `GET /models`; 404 when undefined */
  static async start(handler: Handler, models?: unknown): Promise<ScriptedServer> {
    const scripted = new ScriptedServer();
    scripted.#server.on('request', async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(Buffer.from(part));
      const path = request.url ?? '';
      if (request.method === 'GET') return void sendJson(response, models === undefined ? 404 : 200, models ?? {});
      const body: Record<string, unknown> = JSON.parse(Buffer.concat(parts).toString());
      const seen: SeenRequest = { path, headers: request.headers, body, hungUp: false };
      response.on('close', () => (seen.hungUp = !response.writableEnded));
      scripted.seen.push(seen);
      const answer = await handler(seen, response);
      if (answer === undefined) return;
      const streamed = body['stream'] === true ? wholeAnswer.safeParse(answer).data : undefined;
      if (streamed === undefined) return void sendJson(response, 200, answer);
      sendEvents(response, [...streamed.choices.map(asDelta), { choices: [], usage: streamed.usage }, '[DONE]']);
      response.end();
    });
    scripted.#server.listen(0, '127.0.0.1');
    await once(scripted.#server, 'listening');
    const address = scripted.#server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    scripted.url = `http://127.0.0.1:${port ?? 0}/v1`;
    return scripted;
  }

  /** A model that speaks to this server. */
  model(options: Partial<OpenAIModelOptions> = {}): OpenAIModel {
    return openaiModel({
      model: 'm',
      baseURL: this.url,
      apiKey: 'sk-secret',
      server: 'vllm',
      maxRetries: 0,
      ...options,
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

const wholeAnswer = z.looseObject({
  choices: z.array(z.looseObject({ message: z.unknown() })),
  usage: z.unknown().optional(),
});

/** A choice of a whole answer as the one event of a stream. */
function asDelta({ message, ...choice }: { message: unknown }): unknown {
  return { choices: [{ ...choice, delta: message }] };
}

/** Answers with a status and JSON. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

/** Answers with server-sent events; `undefined` as last event leaves the connection open. */
export function sendEvents(response: ServerResponse, events: readonly unknown[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of events) {
    response.write(`data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`);
  }
}

/** An answer with one choice for each text. */
export function answerOf(...texts: string[]): Record<string, unknown> {
  return {
    choices: texts.map((content, index) => ({ index, finish_reason: 'stop', message: { role: 'assistant', content } })),
    usage: { prompt_tokens: 10, completion_tokens: 5 * texts.length },
  };
}
