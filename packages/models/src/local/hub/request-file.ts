import { answerError, unreachable, type HubFile } from './hub-errors.ts';

/** A file that the hub has begun to send. */
export interface RemoteFile {
  body: ReadableStream<Uint8Array> | null;
  /** Where in the file the body begins. */
  start: number;
  /** Size of the whole file in bytes, where the server says it. */
  size: number | undefined;
  /** Identifies the content: SHA-256 for large files, a hash of Git's for small ones, or what a mirror gives. */
  etag: string | undefined;
}

/** Who asks, and for how long. */
export interface Access {
  /** Goes to the hub itself and to no other host. */
  token: string | undefined;
  signal: AbortSignal | undefined;
}

const MOST_REDIRECTS = 5;

/**
 * Asks the hub for a file from byte `start` on; gives undefined when the repository does not have it.
 * @throws ModelError `model/not-found`, `model/unauthorised`, `model/rate-limited`, `model/server-error` or
 * `model/unreachable`; the reason of the signal
 */
export async function requestFile(
  wanted: HubFile,
  access: Access,
  { start = 0, method = 'GET' }: { start?: number; method?: 'GET' | 'HEAD' } = {},
): Promise<RemoteFile | undefined> {
  const path = [
    wanted.model,
    'resolve',
    encodeURIComponent(wanted.revision),
    ...wanted.file.split('/').map(encodeURIComponent),
  ];
  let url = new URL(path.join('/'), wanted.endpoint.endsWith('/') ? wanted.endpoint : `${wanted.endpoint}/`);
  const { origin } = url;
  let etag: string | undefined;
  let size: number | undefined;
  for (let redirects = 0; ; redirects++) {
    // Compressed bodies would have another size than the file.
    const headers = new Headers({ 'user-agent': 'agentd', 'accept-encoding': 'identity' });
    if (access.token !== undefined && url.origin === origin) headers.set('authorization', `Bearer ${access.token}`);
    if (start > 0) headers.set('range', `bytes=${start}-`);
    let response: Response;
    try {
      response = await fetch(url, { method, headers, redirect: 'manual', signal: access.signal ?? null });
    } catch (cause) {
      access.signal?.throwIfAborted();
      throw unreachable(cause, wanted);
    }
    // The hub sends these with the redirect to where it stores large files.
    etag ??= plainTag(response.headers.get('x-linked-etag'));
    size ??= whole(response.headers.get('x-linked-size'));
    const location = response.headers.get('location');
    if (response.status >= 300 && response.status < 400 && location !== null && redirects < MOST_REDIRECTS) {
      await response.body?.cancel();
      url = new URL(location, url);
      continue;
    }
    if (response.status === 200 || response.status === 206) {
      const begins = response.status === 206 ? start : 0;
      const length = whole(response.headers.get('content-length'));
      return {
        body: response.body,
        start: begins,
        size: size ?? (length === undefined ? undefined : begins + length),
        etag: etag ?? plainTag(response.headers.get('etag')),
      };
    }
    await response.body?.cancel();
    const reason = response.headers.get('x-error-code');
    if (response.status === 404 && (reason === 'EntryNotFound' || reason === null)) return undefined;
    throw answerError(response, wanted);
  }
}

function plainTag(tag: string | null): string | undefined {
  const plain = tag?.replace(/^W\//, '').replaceAll('"', '');
  return plain === undefined || plain === '' ? undefined : plain;
}

function whole(value: string | null): number | undefined {
  return value !== null && /^\d+$/.test(value) ? Number(value) : undefined;
}
