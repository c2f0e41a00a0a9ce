import { EvaluatorError } from '../errors.ts';

const because = (cause: unknown): string => (cause instanceof Error ? ` (${cause.message})` : '');

/** A file that cannot be read as what it is. */
export function unreadable(file: string, fault: string, cause?: unknown): EvaluatorError {
  return new EvaluatorError(`${file} ${fault}${because(cause)}. Get the file again from its publisher.`, {
    code: 'evaluator/source-unreadable',
    cause,
  });
}

/** A file beyond the limit. */
export function tooLarge(file: string, bytes: number, maxBytes: number): EvaluatorError {
  return new EvaluatorError(
    `${file} holds ${bytes} bytes, more than the ${maxBytes} that are read at once. Raise maxBytes (at most 512 MiB ` +
      'for text), or give a smaller file.',
    { code: 'evaluator/source-too-large' },
  );
}

/** A file or folder that is not there, or that may not be read. */
export function missing(path: string, cause?: unknown): EvaluatorError {
  return new EvaluatorError(`${path} cannot be opened${because(cause)}. Check the path of the benchmark.`, {
    code: 'evaluator/source-missing',
    cause,
  });
}
