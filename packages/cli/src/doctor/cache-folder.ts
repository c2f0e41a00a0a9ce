import { randomUUID } from 'node:crypto';
import { lstat, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DoctorReport } from './report.ts';

/** Looks at the cache folder: whether it can be written is tried, with a file that is removed again. */
export async function cacheFolder(folder: string): Promise<DoctorReport['cache']> {
  const trial = join(folder, `.doctor-${randomUUID()}`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(trial, 'agentd doctor');
    await rm(trial);
    return { folder, isWritable: true, bytes: await sizeOf(folder) };
  } catch (error) {
    return {
      folder,
      isWritable: false,
      bytes: await sizeOf(folder),
      error: error instanceof Error ? error.message : '',
    };
  }
}

/** Bytes of all files below; what cannot be read counts nothing. */
async function sizeOf(path: string): Promise<number> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined) return 0;
  if (!found.isDirectory()) return found.size;
  const names = await readdir(path).catch(() => []);
  const sizes = await Promise.all(names.map((name) => sizeOf(join(path, name))));
  return sizes.reduce((total, size) => total + size, 0);
}
