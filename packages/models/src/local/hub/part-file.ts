import { randomUUID } from 'node:crypto';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';

// A file under way lies beside its place as NAME.VERSION.OWNER.UNIQUE.part. The owner is the process that writes it; a
// part whose owner is gone belongs to whoever renames it first. So two processes never write to one part, and what a
// killed process left is gone on with.

const ABANDONED = 'nobody';
const here = (): string => `${hostname().replaceAll(/[^\w-]/g, '_')}-${process.pid}`;

/** A file being downloaded, and how much of it is there. */
export interface PartFile {
  path: string;
  bytes: number;
}

/** Whether some of a file was downloaded before. */
export async function hasParts(target: string): Promise<boolean> {
  const entries = await readdir(dirname(target));
  return entries.some((entry) => entry.startsWith(`${basename(target)}.`) && entry.endsWith('.part'));
}

/**
 * Takes over a part of this version that nobody writes to, or names a new one; parts of other versions are removed.
 * @param version what identifies the content, such as a hash; without one nothing can be taken over
 */
export async function claimPart(target: string, version: string | undefined): Promise<PartFile> {
  const folder = dirname(target);
  const prefix = `${basename(target)}.`;
  const name = version?.replaceAll(/[^\w-]/g, '_').slice(0, 64) ?? 'unknown';
  const own = join(folder, `${prefix}${name}.${here()}.${randomUUID().slice(0, 8)}.part`);
  for (const entry of await readdir(folder)) {
    if (!entry.startsWith(prefix) || !entry.endsWith('.part')) continue;
    const [found, owner] = entry.slice(prefix.length).split('.');
    if (owner === undefined || !isAbandoned(owner)) continue;
    const left = join(folder, entry);
    if (found !== name || version === undefined) await rm(left, { force: true });
    else if (
      await rename(left, own).then(
        () => true,
        () => false,
      )
    )
      return { path: own, bytes: (await stat(own)).size };
  }
  return { path: own, bytes: 0 };
}

/** Leaves a part to whoever goes on with the download. */
export async function abandonPart({ path }: PartFile): Promise<void> {
  const left = path.replace(`.${here()}.`, `.${ABANDONED}.`);
  await rename(path, left).catch(() => undefined);
}

function isAbandoned(owner: string): boolean {
  if (owner === ABANDONED) return true;
  const at = owner.lastIndexOf('-');
  if (`${owner.slice(0, at)}-${process.pid}` !== here()) return false;
  try {
    process.kill(Number(owner.slice(at + 1)), 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
