import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { RetrieverError } from '../errors.ts';
import { HttpFault, LONGEST_RETRY_AFTER_MS } from './http-faults.ts';
import { shown, shownAddress } from './shown.ts';

const LONGEST_DELAY_MS = 30_000;

/** One request. */
export interface JsonRequest<T> {
  /** Relative to the base address. */
  path: string;
  /** Sent by POST; without it, GET. */
  body?: unknown;
  /** What the answer has to be. */
  schema: z.ZodType<T>;
  signal: AbortSignal | undefined;
}

/** What a {@link JsonClient} needs to know. */
export interface ClientSettings {
  baseURL: string;
  apiKey?: string | undefined;
  headers: Record<string, string>;
  maxRetries: number;
  retryDelayMs: number;
  timeoutMs: number;
}

/** Speaks JSON with one server, and tries again after faults that may pass. */
export class JsonClient {
  readonly #settings: ClientSettings;
  readonly #headers: Record<string, string>;
  readonly #secrets: string[];

  constructor(settings: ClientSettings) {
    this.#settings = settings;
    const { username, password } = new URL(settings.baseURL);
    this.#headers = {
      'content-type': 'application/json',
      ...(settings.apiKey === undefined ? {} : { authorization: `Bearer ${settings.apiKey}` }),
      ...settings.headers,
    };
    const values = Object.values(settings.headers).flatMap((value) => [value, ...value.split(/\s+/)]);
    this.#secrets = [settings.apiKey ?? '', username, password, ...values];
    if (username !== '' || password !== '') {
      throw new RetrieverError(
        `The address ${shownAddress(settings.baseURL)} carries a user or password, which fetch does not send. Pass apiKey or headers.`,
        { code: 'retriever/bad-options' },
      );
    }
  }

  /** @throws RetrieverError by the server's answer; `retriever/unreachable`, `retriever/timeout`, `retriever/bad-response` */
  async send<T>(request: JsonRequest<T>): Promise<T> {
    const { signal } = request;
    const { maxRetries, retryDelayMs } = this.#settings;
    for (let tries = 0; ; tries++) {
      signal?.throwIfAborted();
      try {
        return await this.#sendOnce(request);
      } catch (error) {
        signal?.throwIfAborted();
        if (!(error instanceof RetrieverError) || !error.isRetryable || tries >= maxRetries) throw error;
        const asked = error instanceof HttpFault ? error.retryAfterMs : undefined;
        if ((asked ?? 0) > LONGEST_RETRY_AFTER_MS) throw error;
        // Clients that were refused together should not come back together.
        const wait = asked ?? Math.min(retryDelayMs * 2 ** tries, LONGEST_DELAY_MS) * (0.5 + Math.random() / 2);
        await delay(wait, undefined, signal === undefined ? {} : { signal }).catch(() => signal?.throwIfAborted());
      }
    }
  }

  async #sendOnce<T>({ path, body, schema, signal }: JsonRequest<T>): Promise<T> {
    const base = this.#settings.baseURL;
    const { timeoutMs } = this.#settings;
    const url = new URL(base);
    url.pathname = url.pathname.replace(/\/+$/, '') + path;
    const where = shownAddress(url.href);
    const limit = AbortSignal.timeout(timeoutMs);
    let response: Response;
    let text: string;
    try {
      response = await fetch(url, {
        method: body === undefined ? 'GET' : 'POST',
        headers: this.#headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        // Texts and keys go to the address that was given, and nowhere else.
        redirect: 'error',
        signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
      });
      text = await response.text();
    } catch (cause) {
      if (limit.aborted) throw this.#fault('timeout', `${where} did not answer within ${timeoutMs} ms`);
      throw this.#fault('unreachable', `${where} can't be reached: ${shown(reasonOf(cause), this.#secrets)}`);
    }
    if (!response.ok) {
      throw new HttpFault(
        response.status,
        where,
        shown(saidIn(text), this.#secrets),
        response.headers.get('retry-after'),
      );
    }
    const result = schema.safeParse(parsed(text));
    if (result.success) return result.data;
    throw new RetrieverError(
      `${where} answered what such a server does not: ${shown(z.prettifyError(result.error), this.#secrets)}`,
      { code: 'retriever/bad-response' },
    );
  }

  #fault(name: string, what: string): RetrieverError {
    return new RetrieverError(`${what}. Check baseURL, and that the server runs.`, {
      code: `retriever/${name}`,
      isRetryable: true,
    });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const saidSchema = z.object({
  error: z.union([z.string(), z.object({ message: z.string() })]).optional(),
  message: z.string().optional(),
  detail: z.unknown().optional(),
});

/** What a server says of a fault, in the forms of OpenAI, FastAPI and text-embeddings-inference. */
function saidIn(text: string): string {
  const { error, message, detail } = saidSchema.safeParse(parsed(text)).data ?? {};
  if (typeof error === 'string') return error;
  if (error !== undefined) return error.message;
  return message ?? (detail === undefined ? text.replace(/<[^>]*>/g, ' ') : JSON.stringify(detail));
}

/** `fetch` says "fetch failed", and the reason in the cause. */
function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  return thrown.cause instanceof Error ? thrown.cause.message || String(thrown.cause) : thrown.message;
}
