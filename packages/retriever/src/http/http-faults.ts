import { RetrieverError } from '../errors.ts';

/** Longer than this, a server that names a time to wait is not waited for. */
export const LONGEST_RETRY_AFTER_MS = 60_000;

/** An answer that is no success, as an error. */
export class HttpFault extends RetrieverError {
  readonly status: number;

  constructor(status: number, where: string, said: string, retryAfter: string | null) {
    const { code, hint, isRetryable } = kindOf(status);
    const answer = `${where} answered ${status}${said === '' ? '' : ` (${said})`}`;
    super(`${answer}. ${hint}`, { code, isRetryable, retryAfterMs: millisecondsOf(retryAfter) });
    this.status = status;
  }
}

function kindOf(status: number): { code: string; hint: string; isRetryable: boolean } {
  if (status === 401 || status === 403) {
    return { code: 'retriever/unauthorised', hint: 'Check apiKey or token.', isRetryable: false };
  }
  if (status === 404) {
    return {
      code: 'retriever/not-found',
      hint: 'Check baseURL, and the name of the model where there is one.',
      isRetryable: false,
    };
  }
  if (status === 413) {
    return { code: 'retriever/too-large', hint: 'Pass shorter texts or a smaller batchSize.', isRetryable: false };
  }
  if (status === 429) {
    return { code: 'retriever/rate-limited', hint: 'Lower concurrency, or wait.', isRetryable: true };
  }
  if (status === 408 || status >= 500) {
    return { code: 'retriever/server-error', hint: 'See the log of the server.', isRetryable: true };
  }
  return { code: 'retriever/bad-request', hint: 'The server does not take this request.', isRetryable: false };
}

/** `Retry-After` in seconds or as a date (RFC 9110, section 10.2.3). */
function millisecondsOf(retryAfter: string | null): number | undefined {
  if (retryAfter === null) return undefined;
  const wait = /^\s*\d+(\.\d+)?\s*$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - Date.now();
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}
