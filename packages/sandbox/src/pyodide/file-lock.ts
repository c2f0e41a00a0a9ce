import { access, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A lock older than this belongs to a process that hangs. */
const lockLifeMs = 120_000;

/**
 * Waits for the right to make a file that others may be making too. Locks of processes that are gone are taken over.
 * @returns what gives the right back; undefined when the file came to be there in the meantime
 * @throws the file system's error where the folder cannot be written, or the signal's reason
 */
export async function lockFor(
  path: string,
  signal: AbortSignal | undefined,
): Promise<(() => Promise<void>) | undefined> {
  const lockPath = `${path}.lock`;
  for (;;) {
    signal?.throwIfAborted();
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    try {
      const file = await open(lockPath, 'wx');
      await file.writeFile(String(process.pid));
      await file.close();
      return async () => rm(lockPath, { force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    if (await isAbandoned(lockPath)) await rm(lockPath, { force: true });
    else if (await exists(path)) return undefined;
    else await delay(50, undefined, signal === undefined ? {} : { signal });
  }
}

async function isAbandoned(lockPath: string): Promise<boolean> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(lockPath, 'utf8'), stat(lockPath)]);
    if (Date.now() - mtimeMs > lockLifeMs) return true;
    const pid = Number(text);
    if (!Number.isInteger(pid) || pid <= 0) return Date.now() - mtimeMs > 2_000;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

/** Whether there is such a file. */
export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
