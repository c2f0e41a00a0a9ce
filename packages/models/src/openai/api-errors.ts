import { ModelError } from '@agentd/agent-core';
import { APIConnectionError, APIConnectionTimeoutError, APIError } from 'openai';
import type { Redact } from './secrets.ts';

/** What an error message may name. */
export interface ErrorContext {
  /** The address as it may be shown. */
  url: string;
  model: string;
  hasKey: boolean;
  timeoutMs: number;
  redact: Redact;
}

/** A fault of the server in agentd's terms. */
export interface ApiFault {
  error: ModelError;
  /** Whether fewer requests at a time would help. */
  isOverload?: boolean;
}

const unreachableCodes = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];

const overflowWords = new RegExp(
  [
    'context[_ ](length|window|size)',
    'maximum context',
    'max_model_len',
    'too many tokens',
    '(prompt|input)s? (is|are) (too long|longer)',
    'tokens \\+ `?max_new_tokens',
  ].join('|'),
  'i',
);

/**
 * Turns whatever the HTTP client threw into a typed error. None has a `cause`: what the client throws holds the request
 * with its headers, and the key in them.
 */
export function apiFault(thrown: unknown, context: ErrorContext): ApiFault {
  if (thrown instanceof ModelError) return { error: thrown };
  if (thrown instanceof APIConnectionTimeoutError) return { error: timeoutError(context) };
  if (thrown instanceof APIConnectionError) return { error: connectionError(thrown, context) };
  if (thrown instanceof APIError) return statusFault(thrown, context);
  if (thrown instanceof SyntaxError) {
    return { error: badAnswer(`not JSON (${context.redact(thrown.message)})`, context) };
  }
  return { error: connectionError(thrown, context) };
}

/** The server did not answer in time. */
export function timeoutError({ url, timeoutMs }: ErrorContext): ModelError {
  return new ModelError(
    `${url} did not answer within ${timeoutMs} ms. Raise timeoutMs, ask for fewer tokens, or check the server's load.`,
    { code: 'model/timeout', isRetryable: true },
  );
}

/** The whole call took too long. */
export function deadlineError(url: string, totalTimeoutMs: number): ModelError {
  return new ModelError(
    `The call to ${url} was not done within ${totalTimeoutMs} ms, repeated requests and waiting included. Raise ` +
      'totalTimeoutMs, ask for fewer samples or tokens, or lower maxRetries.',
    { code: 'model/deadline', isRetryable: true },
  );
}

/** The server said in an answer's place what went wrong, under a status that says that all is well. */
export function answerFault(
  { message, code }: { message?: string | null | undefined; code?: string | number | null | undefined },
  context: ErrorContext,
): APIError {
  const status = Number(code);
  const body = { message: message ?? 'no reason given', code };
  const isStatus = Number.isInteger(status) && status >= 400 && status < 600;
  return APIError.generate(isStatus ? status : 500, { error: body }, context.redact(body.message), new Headers());
}

/** The server answered what the protocol does not allow. */
export function badAnswer(what: string, { url, redact }: ErrorContext): ModelError {
  return new ModelError(
    `${url} answered what is not a chat completion: ${redact(what)}. Check that baseURL is the root of an OpenAI-compatible API (it mostly ends in /v1).`,
    { code: 'model/bad-answer' },
  );
}

function connectionError(thrown: unknown, context: ErrorContext): ModelError {
  const codes = causeCodes(thrown);
  const reason = codes[0] ?? (thrown instanceof Error ? thrown.message : String(thrown));
  if (codes.some((code) => unreachableCodes.includes(code))) {
    return new ModelError(
      `No model server answers at ${context.url} (${context.redact(reason)}). Start one, for example ` +
        `"vllm serve ${context.model}" (http://localhost:8000/v1) or "llama-server -m MODEL.gguf" ` +
        '(http://localhost:8080/v1), or correct baseURL.',
      { code: 'model/unreachable', isRetryable: true },
    );
  }
  return new ModelError(
    `The connection to ${context.url} broke off (${context.redact(reason)}). The server may have been restarted or run out of memory.`,
    { code: 'model/connection-lost', isRetryable: true },
  );
}

function statusFault(thrown: APIError, context: ErrorContext): ApiFault {
  const { code } = thrown;
  // In a stream an error comes without a status; some servers give it as the error's code.
  const status = thrown.status ?? (Number(code) || undefined);
  const said = context.redact(thrown.message);
  const { url, model } = context;
  const retryAfterMs = requestedDelay(thrown.headers);
  const fail = (kind: string, message: string, isRetryable = false): ModelError =>
    new ModelError(message, { code: kind, isRetryable, retryAfterMs: isRetryable ? retryAfterMs : undefined });
  if (status === undefined) return { error: fail('model/server-error', `${url} failed: ${said}`, true) };
  if (status === 401 || status === 403) {
    const hint = context.hasKey ? 'Check the API key and its rights' : 'Set OPENAI_API_KEY or pass apiKey';
    return { error: fail('model/unauthorised', `${url} refused access (${said}). ${hint}.`) };
  }
  if (status === 404) {
    return { error: fail('model/not-found', `${url} has no model "${model}", or no such address (${said}).`) };
  }
  if (status === 402 || status === 429) {
    const exhausted = status === 402 || code === 'insufficient_quota';
    const hint = exhausted ? 'The quota is used up.' : 'Wait, or lower concurrency.';
    const error = fail('model/rate-limited', `${url} limits the rate of requests (${said}). ${hint}`, !exhausted);
    return { error, isOverload: !exhausted };
  }
  if (status === 400 || status === 413 || status === 422) {
    if (code === 'context_length_exceeded' || overflowWords.test(thrown.message)) {
      const advice = 'Shorten the messages or lower maxTokens.';
      return {
        error: fail('model/context-overflow', `The request does not fit into ${model}'s context (${said}). ${advice}`),
      };
    }
    return { error: fail('model/bad-request', `${url} refuses the request: ${said}`) };
  }
  if (status === 408) {
    return { error: fail('model/timeout', `${url} gave up waiting (${said}).`, true) };
  }
  const isRetryable = status >= 500 || status === 409 || status === 425;
  const isOverload = status === 503 || status === 529;
  return { error: fail('model/server-error', `${url} failed: ${said}`, isRetryable), isOverload };
}

/** Milliseconds that the server asked to wait. */
function requestedDelay(headers: Headers | undefined): number | undefined {
  const milliseconds = Number.parseFloat(headers?.get('retry-after-ms') ?? '');
  if (milliseconds >= 0) return milliseconds;
  const after = headers?.get('retry-after');
  if (after === null || after === undefined) return undefined;
  const seconds = Number.parseFloat(after);
  const delay = seconds >= 0 ? seconds * 1000 : Date.parse(after) - Date.now();
  return Number.isNaN(delay) ? undefined : Math.max(0, delay);
}

function causeCodes(thrown: unknown): string[] {
  const codes: string[] = [];
  let current = thrown;
  for (let depth = 0; depth < 6 && current instanceof Error; depth++) {
    if ('code' in current && typeof current.code === 'string') codes.push(current.code);
    if (current instanceof AggregateError) codes.push(...current.errors.flatMap((error) => causeCodes(error)));
    current = current.cause;
  }
  return codes;
}
