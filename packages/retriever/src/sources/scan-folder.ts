import type { Dirent } from 'node:fs';
import { open, readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path/posix';
import { type DocumentFormat, formatOfName, isDocumentFormat } from './file-format.ts';
import { unreadable } from './source-error.ts';

const probeBytes = 8192;

/** A document of a folder. */
export interface DocumentFile {
  /** From the folder on, with `/` on every system. */
  path: string;
  size: number;
  format: DocumentFormat;
}

/** How much of a folder is not read, by reason. */
export interface SkippedFiles {
  /** Files and folders whose name begins with a dot, and `node_modules`. */
  hidden: number;
  /** Symbolic links: they may lead out of the folder, or round in a circle. */
  links: number;
  /** Files that hold a zero byte. */
  binary: number;
  /** Files whose name promises neither Markdown, HTML nor plain text. */
  otherFormat: number;
  /** Files without content. */
  empty: number;
  /** Files and folders that may not be opened. */
  unreadable: number;
}

/**
 * The documents in a folder and the folders in it, in the order of their names.
 * @throws RetrieverError `retriever/source-missing`, `retriever/source-unreadable`
 */
export async function scanFolder(
  root: string,
  signal?: AbortSignal,
): Promise<{ documents: DocumentFile[]; skipped: SkippedFiles }> {
  const documents: DocumentFile[] = [];
  const skipped: SkippedFiles = { hidden: 0, links: 0, binary: 0, otherFormat: 0, empty: 0, unreadable: 0 };
  const start = await rootOf(root);

  async function visit(folder: string): Promise<void> {
    signal?.throwIfAborted();
    const entries = await attempt(() => readdir(join(start, folder), { withFileTypes: true }));
    // By code unit: the same order on every machine, whatever its language.
    for (const entry of entries?.sort((a, b) => (a.name < b.name ? -1 : 1)) ?? []) await take(folder, entry);
  }

  async function take(folder: string, entry: Dirent): Promise<void> {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.') || entry.name === 'node_modules') skipped.hidden++;
    else if (entry.isSymbolicLink()) skipped.links++;
    else if (entry.isDirectory()) await visit(path);
    else if (entry.isFile()) await takeFile(path);
  }

  async function takeFile(path: string): Promise<void> {
    const name = path.slice(path.lastIndexOf('/') + 1);
    // README, LICENSE and the like have no ending.
    const format = name.includes('.') ? formatOfName(name) : 'text';
    if (format === undefined || !isDocumentFormat(format) || /\.(gz|gzip|zst|zstd)$/i.test(name)) {
      skipped.otherFormat++;
      return;
    }
    const found = await attempt(() => look(join(start, path)));
    if (found === undefined) return;
    if (found.size === 0) skipped.empty++;
    else if (found.isBinary) skipped.binary++;
    else documents.push({ path, size: found.size, format });
  }

  async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch {
      skipped.unreadable++;
      return undefined;
    }
  }

  await visit('');
  return { documents, skipped };
}

async function rootOf(root: string): Promise<string> {
  try {
    const path = await realpath(root);
    await readdir(path);
    return path;
  } catch (error) {
    throw unreadable(root, error);
  }
}

async function look(path: string): Promise<{ size: number; isBinary: boolean }> {
  await using handle = await open(path);
  const { size } = await handle.stat();
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.min(size, probeBytes)), 0);
  return { size, isBinary: buffer.subarray(0, bytesRead).includes(0) };
}
