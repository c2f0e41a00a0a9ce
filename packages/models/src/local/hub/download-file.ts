import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { altered, diskFull, fileFault, interrupted, type HubFile } from './hub-errors.ts';
import { abandonPart, claimPart, hasParts, type PartFile } from './part-file.ts';
import { requestFile, type Access, type RemoteFile } from './request-file.ts';

/** How far a download is; sizes in bytes. */
export interface DownloadProgress {
  /** Path in the repository, such as `onnx/model_q4.onnx`. */
  file: string;
  bytes: number;
  /** Undefined where the server does not say it. */
  total: number | undefined;
}

const ATTEMPTS = 4;
const FIRST_WAIT_MS = 150;

/**
 * Downloads a file to its place, where it appears whole or not at all: its size, and for large files its SHA-256, are
 * those that the hub announced. A broken connection is taken up again; what was downloaded before is kept.
 *
 * @returns false when the repository does not have the file
 * @throws ModelError `model/connection-lost`, `model/disk-full`, `model/bad-files`, and those of {@link requestFile}
 */
export async function downloadFile(
  wanted: HubFile,
  target: string,
  access: Access,
  onProgress: (progress: DownloadProgress) => void,
): Promise<boolean> {
  const folder = dirname(target);
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw fileFault(cause, wanted, folder) ?? cause;
  });
  for (let attempt = 1; ; attempt++) {
    // Where something was downloaded before, what it is comes first, and then the rest of it.
    const again = await hasParts(target);
    let remote = await requestFile(wanted, access, { method: again ? 'HEAD' : 'GET' });
    if (remote === undefined) return false;
    const part = await claimPart(target, remote.etag);
    try {
      const { etag, size } = remote;
      await refuseFullDisk(wanted, target, (size ?? 0) - part.bytes);
      if (again) {
        remote = part.bytes === size ? { ...remote, start: size } : await requestRest(wanted, access, part, etag);
      }
      await receive(remote, part, ({ bytes }) => onProgress({ file: wanted.file, bytes, total: size }));
      await verify(wanted, part, size, etag);
      await rename(part.path, target);
      return true;
    } catch (cause) {
      await remote?.body?.cancel().catch(() => undefined);
      await abandonPart(part);
      access.signal?.throwIfAborted();
      if (!isBroken(cause)) throw fileFault(cause, wanted, folder) ?? cause;
      if (attempt === ATTEMPTS) throw interrupted(cause, wanted, part.bytes);
      await wait(FIRST_WAIT_MS * 2 ** (attempt - 1), undefined, { signal: access.signal });
    }
  }
}

/** The rest of a file, or all of it where the server sends no parts or has another version by now. */
async function requestRest(
  wanted: HubFile,
  access: Access,
  part: PartFile,
  etag: string | undefined,
): Promise<RemoteFile> {
  const remote = await requestFile(wanted, access, { start: part.bytes });
  if (remote === undefined || remote.etag !== etag) throw new BrokenDownload('the file changed meanwhile');
  return remote;
}

async function receive(remote: RemoteFile, part: PartFile, onProgress: (part: PartFile) => void): Promise<void> {
  const file = await open(part.path, 'a');
  try {
    if (part.bytes > remote.start) await file.truncate(remote.start);
    part.bytes = remote.start;
    onProgress(part);
    for await (const chunk of bodyOf(remote)) {
      await file.writeFile(chunk);
      part.bytes += chunk.length;
      onProgress(part);
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A connection that broke: the only fault after which the download goes on by itself. */
class BrokenDownload extends Error {}

async function* bodyOf({ body }: RemoteFile): AsyncGenerator<Uint8Array> {
  if (body === null) return;
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      throw new BrokenDownload(cause instanceof Error ? cause.message : String(cause), { cause });
    });
    if (done) return;
    yield value;
  }
}

function isBroken(error: unknown): boolean {
  return error instanceof BrokenDownload;
}

async function verify(wanted: HubFile, part: PartFile, size: number | undefined, etag: string | undefined) {
  if (size !== undefined && part.bytes < size) throw new BrokenDownload(`${part.bytes} of ${size} bytes came`);
  const differs =
    size !== undefined && part.bytes > size ? `it has ${part.bytes} bytes in place of ${size}` : undefined;
  const isHash = etag !== undefined && /^[0-9a-f]{64}$/.test(etag);
  const wrong = differs ?? (isHash && (await sha256(part.path)) !== etag ? 'its SHA-256 is another' : undefined);
  if (wrong === undefined) return;
  await rm(part.path, { force: true });
  throw altered(wanted, wrong);
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk);
  return hash.digest('hex');
}

async function refuseFullDisk(wanted: HubFile, target: string, needed: number): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(target));
  const free = bavail * bsize;
  if (needed > free) throw diskFull(wanted, dirname(target), `: ${needed} bytes are needed, ${free} are free`);
}
