import { createHash } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * A hash of the names, sizes and times of the last change of a file, or of all files in a folder that are searched for
 * documents: hidden ones, `node_modules` and symbolic links are not.
 * @throws the error of Node where the path is not there
 */
export async function fingerprint(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  const add = async (file: string, name: string): Promise<void> => {
    const { size, mtimeMs } = await stat(file);
    hash.update(`${name}\0${size}\0${mtimeMs}\0`);
  };
  const visit = async (folder: string, entries: readonly Dirent[]): Promise<void> => {
    signal?.throwIfAborted();
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      const name = join(folder, entry.name);
      // What may not be read is left out of the index too.
      if (entry.isDirectory()) await visit(name, await list(join(path, name)).catch(() => []));
      else if (entry.isFile()) await add(join(path, name), name).catch(() => undefined);
    }
  };
  if ((await stat(path)).isDirectory()) await visit('', await list(path));
  else await add(path, '');
  return hash.digest('hex').slice(0, 16);
}

function list(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true });
}
