import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** What is known of a graph: its checked rewrite, or why there is none. */
export type StoredGraph = { graph: Uint8Array } | { refused: string };

const GRAPH = 1;
const REFUSED = 0;
const DIGEST_BYTES = 32;

/**
 * Rewritten graphs in a folder, each named by the content that it was made from. Files appear whole or not at all, so
 * processes need no lock; a damaged file counts as absent; a folder that can't be written is no error.
 */
export class GraphStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async get(key: string): Promise<StoredGraph | undefined> {
    const file = await readFile(this.#path(key)).catch(() => undefined);
    if (file === undefined || file.length <= DIGEST_BYTES) return undefined;
    const content = file.subarray(DIGEST_BYTES);
    if (!digest(content).equals(file.subarray(0, DIGEST_BYTES))) return undefined;
    const rest = content.subarray(1);
    return content[0] === GRAPH ? { graph: rest } : { refused: rest.toString() };
  }

  async put(key: string, stored: StoredGraph): Promise<void> {
    const content =
      'graph' in stored
        ? Buffer.concat([Buffer.of(GRAPH), stored.graph])
        : Buffer.concat([Buffer.of(REFUSED), Buffer.from(stored.refused)]);
    const temporary = `${this.#path(key)}.${randomUUID()}.tmp`;
    try {
      await mkdir(this.#folder, { recursive: true });
      await writeFile(temporary, [digest(content), content]);
      await rename(temporary, this.#path(key));
    } catch {
      await rm(temporary, { force: true }).catch(() => undefined);
    }
  }

  #path(key: string): string {
    return join(this.#folder, `decoder-${key}.graph`);
  }
}

/** The name under which what was made from these parts is stored. */
export function contentKey(...parts: (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length} `).update(part);
  return hash.digest('hex').slice(0, 32);
}

function digest(content: Uint8Array): Buffer {
  return createHash('sha256').update(content).digest();
}

/** The user's cache folder by the habits of the system, or `AGENTD_CACHE_DIR`. */
export function defaultCacheDir(): string {
  const own = process.env['AGENTD_CACHE_DIR'];
  if (own !== undefined && own !== '') return own;
  if (process.platform === 'win32') {
    return join(process.env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'agentd', 'Cache');
  }
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'agentd');
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'agentd');
}
