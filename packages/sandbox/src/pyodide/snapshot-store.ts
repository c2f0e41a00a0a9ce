import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { exists, lockFor } from './file-lock.ts';
import type { Locations } from './locations.ts';
import type { LocatedPart } from './packages/package-part.ts';
import { readPythonSources } from './python-sources.ts';

/** Changes whenever the way in which snapshots are made or read changes. */
const formatVersion = 2;

/** Snapshots that were not used for so long are of versions that are gone. */
const snapshotLifeMs = 30 * 24 * 60 * 60 * 1_000;

/** The user's cache folder by the habits of the system, or `AGENTD_CACHE_DIR`. */
export function defaultCacheDir(): string {
  const own = process.env['AGENTD_CACHE_DIR'];
  if (own !== undefined && own !== '') return own;
  if (process.platform === 'win32')
    return join(process.env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'agentd', 'Cache');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'agentd');
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'agentd');
}

/**
 * Where the snapshot for these parts lies; another build of any of them has another name.
 * @param packages what else is imported in it
 */
export async function snapshotPath(
  cacheDir: string,
  locations: Locations,
  packages: readonly LocatedPart[],
): Promise<string> {
  const key = createHash('sha256')
    .update(
      JSON.stringify([
        formatVersion,
        process.versions.node.split('.')[0],
        process.arch,
        readPythonSources(locations.python),
        packages.map(({ fileName, sha256, target, imports }) => [fileName, sha256, target, imports]),
      ]),
    )
    .update(await readFile(join(locations.assets, 'manifest.json')))
    .update(await readFile(join(locations.pyodide, 'package.json')))
    .digest('hex');
  return join(cacheDir, `pyodide-${key.slice(0, 24)}.snapshot`);
}

/**
 * Makes sure that the file is there, building it under a lock when it is not: of several processes that start at once,
 * one builds and the others wait.
 * @returns false when the file cannot be kept there
 */
export async function ensureSnapshot(
  path: string,
  build: () => Promise<Buffer[]>,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (await exists(path)) {
    await touch(path);
    return true;
  }
  const release = await lockFor(path, signal).catch((error: unknown) => {
    if (signal?.aborted === true) throw error;
    return undefined;
  });
  if (release === undefined) return exists(path);
  try {
    // Another process may have built it while this one waited.
    if (await exists(path)) return true;
    const parts = await build();
    const temporary = `${path}.${randomUUID()}.tmp`;
    try {
      await writeFile(temporary, parts);
      await rename(temporary, path);
    } catch {
      // No space, say: what was made can be done without.
      return false;
    } finally {
      await rm(temporary, { force: true });
    }
    await prune(dirname(path));
    return true;
  } finally {
    await release();
  }
}

/** Notes that the snapshot is in use; a folder that cannot be written needs no such note. */
async function touch(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now).catch(() => undefined);
}

async function prune(folder: string): Promise<void> {
  const oldest = Date.now() - snapshotLifeMs;
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    // Only what this module makes: the folder may be shared.
    if (!/^pyodide-[0-9a-f]+\.snapshot/.test(name)) continue;
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
    if (mtimeMs < oldest) await rm(path, { force: true });
  }
}
