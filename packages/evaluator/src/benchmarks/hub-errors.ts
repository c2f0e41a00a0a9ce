import { EvaluatorError } from '../errors.ts';
import { tooLarge } from './source-errors.ts';

type Fault = number | 'unreachable' | 'cut' | 'too-large';

/** An error for a file of the hub: by the status of the answer, or by what else went wrong. */
export function hubFault(
  source: string,
  fault: Fault,
  sizes: { size: number; maxBytes: number } = { size: 0, maxBytes: 0 },
  cause?: unknown,
): EvaluatorError {
  if (fault === 'too-large') return tooLarge(source, sizes.size, sizes.maxBytes);
  if (fault === 'unreachable') {
    const reason = cause instanceof Error ? ` (${cause.message})` : '';
    return error(
      'unreachable',
      `The hub could not be reached for ${source}${reason}. Check the network, or give a local file.`,
      cause,
      true,
    );
  }
  if (fault === 'cut') return error('failed', `The hub sent ${source} in part only. Try again.`, cause, true);
  if (fault === 404) {
    return error('missing', `The hub has no ${source}. Check owner, name, commit and path.`, cause);
  }
  if (fault === 401 || fault === 403) {
    return error(
      'unauthorised',
      `The hub refuses ${source} (status ${fault}): it does not exist, is private, or its terms are to be accepted. ` +
        'Set HF_TOKEN to a token that may read it.',
      cause,
    );
  }
  const isRetryable = fault === 429 || fault >= 500;
  return error(
    'failed',
    `The hub answered ${source} with status ${fault}.${isRetryable ? ' Try again later.' : ''}`,
    cause,
    isRetryable,
  );
}

const error = (code: string, message: string, cause: unknown, isRetryable = false): EvaluatorError =>
  new EvaluatorError(message, { code: `evaluator/hub-${code}`, cause, isRetryable });
