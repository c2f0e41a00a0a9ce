import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { z } from 'zod';

// Helper of the tests; not part of any entry.

/** A request as the server saw it. */
export interface SeenRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: unknown;
  /** The texts in it. */
  texts: string[];
  /** Becomes true when the client hangs up before the answer is whole. */
  hungUp: boolean;
}

/** What a handler may answer: JSON with status 200, or, as undefined, whatever it writes by itself. */
export type Handler = (request: SeenRequest, response: ServerResponse) => unknown;

const textsSchema = z.object({ input: z.array(z.string()).optional(), inputs: z.array(z.string()).optional() });

/** A real HTTP server on the loopback interface that answers by a script. */
export class EmbeddingServer implements AsyncDisposable {
  readonly seen: SeenRequest[] = [];
  readonly #server = createServer();
  url = '';

  static async start(handler: Handler): Promise<EmbeddingServer> {
    const scripted = new EmbeddingServer();
    scripted.#server.on('request', async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(Buffer.from(part));
      const content = Buffer.concat(parts).toString();
      const body: unknown = content === '' ? undefined : JSON.parse(content);
      const { input, inputs } = textsSchema.safeParse(body).data ?? {};
      const { method = '', url: path = '', headers } = request;
      const seen: SeenRequest = { method, path, headers, body, texts: input ?? inputs ?? [], hungUp: false };
      response.on('close', () => (seen.hungUp = !response.writableEnded));
      scripted.seen.push(seen);
      const answer = await handler(seen, response);
      if (answer !== undefined) sendJson(response, 200, answer);
    });
    scripted.#server.listen(0, '127.0.0.1');
    await once(scripted.#server, 'listening');
    const address = scripted.#server.address();
    scripted.url = `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`;
    return scripted;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** Answers with a status and JSON. */
export function sendJson(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

/** A vector that depends on the text alone; not of length 1. */
export function vectorOf(text: string): number[] {
  return [...createHash('sha256').update(text).digest()].map((byte) => byte - 128);
}

/** The answer of an OpenAI-compatible server, out of order as servers with several workers may give it. */
export function openaiAnswer({ texts, body }: SeenRequest): unknown {
  const { encoding_format: form } = z.object({ encoding_format: z.string() }).parse(body);
  const data = texts.map((text, index) => ({ index, embedding: encoded(vectorOf(text), form) }));
  return { object: 'list', data: data.toReversed(), usage: { prompt_tokens: 1 } };
}

function encoded(vector: number[], form: string): unknown {
  return form === 'base64' ? Buffer.from(Float32Array.from(vector).buffer).toString('base64') : vector;
}
