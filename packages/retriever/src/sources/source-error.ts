import { RetrieverError } from '../errors.ts';

/** Message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The code of an error of Node, such as `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** A file that is not there or cannot be opened, as a typed error. */
export function unreadable(path: string, error: unknown): RetrieverError {
  const missing = codeOf(error) === 'ENOENT';
  return new RetrieverError(missing ? `There is no file ${path}.` : `${path} cannot be read: ${messageOf(error)}.`, {
    code: missing ? 'retriever/source-missing' : 'retriever/source-unreadable',
    cause: error,
  });
}
