import { createHash, randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { ExecutorError } from '@agentd/agent-core';

/** Longest that a server may send nothing. */
const idleLimitMs = 30_000;
const pausesMs = [200, 600, 1_800];
const progressEveryMs = 500;

/** A file to fetch. */
export interface Download {
  url: string;
  /** Where it is to lie; nothing is there until all of it has come and was checked. */
  path: string;
  sha256: string;
  label: string;
}

/** Who hears of it, and who may stop it. */
export interface DownloadOptions {
  signal?: AbortSignal | undefined;
  onProgress?: ((stage: string) => void) | undefined;
}

/** The server does not answer, or has no such file. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** The server does not answer: asking it for other files is of no use. */
export class ServerUnreachable extends Unreachable {}

/** A fault that may be gone the next time. */
class Passing extends Error {
  override readonly name = 'Passing';
}

/**
 * Fetches a file, three times more when the network or the server fails.
 * @throws Unreachable; ExecutorError codes `executor/bad-package-hash`, `executor/cache-not-writable`; the signal's
 *   reason when aborted
 */
export async function download(file: Download, options: DownloadOptions): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await fetchOnce(file, options);
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!(error instanceof Passing)) throw error;
      const pause = pausesMs[attempt];
      if (pause === undefined) throw new ServerUnreachable(error.message, { cause: error.cause });
      options.onProgress?.(`${file.label}: ${error.message}; trying again`);
      await delay(pause, undefined, options.signal === undefined ? {} : { signal: options.signal });
    }
  }
}

async function fetchOnce(file: Download, { signal, onProgress }: DownloadOptions): Promise<void> {
  const idle = new AbortController();
  const timer = setTimeout(() => idle.abort(new Error('the server sends nothing')), idleLimitMs);
  const temporary = `${file.path}.${randomUUID()}.tmp`;
  try {
    const stop = signal === undefined ? idle.signal : AbortSignal.any([signal, idle.signal]);
    const response = await fetch(file.url, { signal: stop }).catch(passing);
    if (response.status >= 500 || response.status === 429) throw new Passing(`the server answered ${response.status}`);
    if (!response.ok || response.body === null) throw new Unreachable(`the server answered ${response.status}`);
    const total = Number(response.headers.get('content-length') ?? 0);
    const progress = progressOf(file.label, total, onProgress);
    const hash = createHash('sha256');
    let bytes = 0;
    const target = await open(temporary, 'wx').catch((cause: unknown) => {
      throw cacheFault(cause, temporary, total);
    });
    try {
      for await (const chunk of readBody(response.body)) {
        timer.refresh();
        hash.update(chunk);
        bytes += chunk.byteLength;
        await target.writeFile(chunk).catch((cause: unknown) => {
          throw cacheFault(cause, temporary, Math.max(total, bytes));
        });
        progress(bytes);
      }
    } finally {
      await target.close();
    }
    const found = hash.digest('hex');
    if (found !== file.sha256) throw badHash(file.url, file.sha256, found);
    await rename(temporary, file.path).catch((cause: unknown) => {
      throw cacheFault(cause, file.path, bytes);
    });
  } finally {
    clearTimeout(timer);
    await rm(temporary, { force: true });
  }
}

async function* readBody(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read().catch(passing);
    if (done) return;
    yield value;
  }
}

function passing(error: unknown): never {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  throw new Passing(cause instanceof Error ? cause.message : String(cause), { cause: error });
}

/** What to tell of a file that is not what the lock file says. */
export function badHash(from: string, expected: string, found: string): ExecutorError {
  return new ExecutorError(
    `The package from ${from} has SHA-256 ${found}, not ${expected} as the lock file says. It was not used. Get it from another place, or name the lock file that it belongs to as lockFile.`,
    { code: 'executor/bad-package-hash' },
  );
}

/** What to tell of a cache that cannot take a file. */
export function cacheFault(cause: unknown, path: string, bytes: number): ExecutorError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const isFull = code === 'ENOSPC' || code === 'EDQUOT';
  const what = isFull
    ? `there is no space for its ${bytes} bytes. Free some space`
    : `it cannot be written (${code === '' ? String(cause) : code}). Make it writable`;
  return new ExecutorError(
    `A package cannot be kept as ${path}: ${what}, name another folder as cacheDir, or a folder that holds the packages as packageFolder.`,
    { code: 'executor/cache-not-writable', cause },
  );
}

function progressOf(label: string, total: number, onProgress: DownloadOptions['onProgress']): (bytes: number) => void {
  let last = 0;
  return (bytes) => {
    if (bytes !== total && Date.now() - last < progressEveryMs) return;
    last = Date.now();
    onProgress?.(`downloading ${label}: ${bytes}${total === 0 ? '' : ` of ${total}`} bytes`);
  };
}
