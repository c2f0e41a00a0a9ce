import { ModelError } from '@agentd/agent-core';

/** What is being downloaded, for messages. */
export interface HubFile {
  model: string;
  revision: string;
  /** Path in the repository. */
  file: string;
  endpoint: string;
}

const remedyOffline = 'Check the network, set HF_ENDPOINT to a mirror, or copy the model there and use offline: true.';

/** The error of an answer that is neither the file nor "no such file". Nothing that the server says is repeated. */
export function answerError({ status, headers }: Response, { model, revision, file, endpoint }: HubFile): ModelError {
  const reason = headers.get('x-error-code');
  const host = new URL(endpoint).host;
  if (reason === 'RevisionNotFound') {
    return new ModelError(`${model} has no revision "${revision}" on ${host}. Name a branch, tag or commit of it.`, {
      code: 'model/not-found',
    });
  }
  if (reason === 'RepoNotFound' || (status === 404 && reason !== 'EntryNotFound')) {
    return new ModelError(
      `There is no model "${model}" on ${host}, or it is private. Check its name (owner/name); for a private one set HF_TOKEN.`,
      { code: 'model/not-found' },
    );
  }
  if (status === 401 || status === 403) {
    return new ModelError(
      `${host} refuses ${file} of "${model}" (status ${status}): the model does not exist, is private, or asks you to ` +
        'accept its terms. Check the name, accept the terms on its page, and set HF_TOKEN to a token that may read it.',
      { code: 'model/unauthorised' },
    );
  }
  if (status === 429) {
    return new ModelError(`${host} takes no more requests for now (status 429). Wait, or set HF_TOKEN.`, {
      code: 'model/rate-limited',
      isRetryable: true,
    });
  }
  return new ModelError(`${host} answered ${file} of "${model}" with status ${status}.`, {
    code: 'model/server-error',
    isRetryable: status >= 500,
  });
}

/** The error of a connection that could not be made. */
export function unreachable(cause: unknown, { model, file, endpoint }: HubFile): ModelError {
  return new ModelError(
    `${file} of "${model}" can't be downloaded: ${new URL(endpoint).host} is not reached (${reasonOf(cause)}). ${remedyOffline}`,
    { code: 'model/unreachable', isRetryable: true, cause },
  );
}

/** The error of a connection that broke, again and again, before the file was whole. */
export function interrupted(cause: unknown, { model, file }: HubFile, bytes: number): ModelError {
  return new ModelError(
    `The download of ${file} of "${model}" broke off after ${bytes} bytes (${reasonOf(cause)}). Call again: it goes on from there.`,
    { code: 'model/connection-lost', isRetryable: true, cause },
  );
}

/** The error of a file whose bytes are not those that the hub announced. */
export function altered({ model, file }: HubFile, difference: string): ModelError {
  return new ModelError(
    `The download of ${file} of "${model}" is not what was announced: ${difference}. It was removed; call again, or use another mirror.`,
    { code: 'model/bad-files', isRetryable: true },
  );
}

export function diskFull({ model, file }: HubFile, folder: string, needed: string, cause?: unknown): ModelError {
  return new ModelError(
    `${file} of "${model}" does not fit on the disk of ${folder}${needed}. Free some space, or set cacheDir to another disk.`,
    { code: 'model/disk-full', cause },
  );
}

/** The error of a file that can't be written; undefined where `cause` is none of the file system. */
export function fileFault(cause: unknown, wanted: HubFile, folder: string): ModelError | undefined {
  if (!(cause instanceof Error) || !('syscall' in cause) || !('code' in cause)) return undefined;
  if (cause.code === 'ENOSPC' || cause.code === 'EDQUOT') return diskFull(wanted, folder, '', cause);
  return new ModelError(
    `${folder} can't be written (${String(cause.code)}). Set cacheDir or AGENTD_CACHE_DIR to another folder.`,
    {
      code: 'model/bad-options',
      cause,
    },
  );
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message || error.message : error.message;
}
