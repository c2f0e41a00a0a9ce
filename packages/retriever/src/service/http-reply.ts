import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request that is answered with an error. */
export class HttpError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Answers with JSON. */
export function sendJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): void {
  if (response.headersSent || response.destroyed) return;
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': body.length,
    ...headers,
  });
  response.end(body);
}

/** Reads a JSON body of at most `maxBytes`. Throws {@link HttpError} 400, 413, 415. */
export async function readJson(request: IncomingMessage, maxBytes: number): Promise<unknown> {
  // Any page in a browser can post text to this machine unasked, but not JSON.
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    throw new HttpError(415, 'unsupported-media-type', 'The content type must be application/json.');
  }
  const chunks: Buffer[] = [];
  let size = 0;
  // Left open where the loop ends early: the refusal goes out on the same connection.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size > maxBytes) throw new HttpError(413, 'too-large', `The body has more than ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    return value;
  } catch {
    throw new HttpError(400, 'bad-json', 'The body is not JSON.');
  }
}
