import { resolve } from 'node:path';
import { join } from 'node:path/posix';
import { z } from 'zod';
import { checkOptions } from '../check-options.ts';
import { RetrieverError } from '../errors.ts';
import type { PassageSource, ReadOptions, ReadPassage } from '../passage-source.ts';
import type { PackedFile } from './bytes.ts';
import { readDocument } from './documents/read-document.ts';
import { type DocumentFile, scanFolder, type SkippedFiles } from './scan-folder.ts';

/** What {@link folderSource} takes besides the path. */
export interface FolderSourceOptions {
  /** Words in a passage; default 100, as in DPR. */
  wordsPerPassage?: number | undefined;
  /** As it stands in an index; default the absolute path. */
  name?: string | undefined;
  signal?: AbortSignal | undefined;
}

const optionsSchema = z.strictObject({
  wordsPerPassage: z.int().positive().default(100),
  name: z.string().min(1).optional(),
});

/** The documents of a folder as passages. */
export interface FolderSource extends PassageSource {
  /** Documents that will be read. */
  readonly documents: number;
  /** What is not read, counted by reason. */
  readonly skipped: Readonly<SkippedFiles>;
}

/**
 * The Markdown, HTML and plain-text files of a folder and the folders in it, as they are at this moment, in the order
 * of their paths; each is split into passages `relative/path.md#3`, titled `document › section`, that do not reach
 * across headings. A document that cannot be read goes to `onBadRow`.
 * @throws InvalidInputError `retriever/bad-options`
 * @throws RetrieverError `retriever/source-missing`, `retriever/source-unreadable`, `retriever/source-empty`
 */
export async function folderSource(
  path: string,
  { signal, ...options }: FolderSourceOptions = {},
): Promise<FolderSource> {
  const { wordsPerPassage, name = resolve(path) } = checkOptions('folderSource', optionsSchema, options);
  const { documents, skipped } = await scanFolder(path, signal);
  if (documents.length === 0) {
    const counts = Object.entries(skipped).map(([reason, count]) => `${reason} ${count}`);
    throw new RetrieverError(
      `${path} holds no Markdown, HTML or text file (left out: ${counts.join(', ')}). Data files are read one by one, with fileSource.`,
      { code: 'retriever/source-empty' },
    );
  }
  return {
    name,
    bytes: documents.reduce((sum, { size }) => sum + size, 0),
    documents: documents.length,
    skipped,
    read: (reading) => readDocuments(path, documents, wordsPerPassage, reading),
  };
}

async function* readDocuments(
  root: string,
  documents: readonly DocumentFile[],
  wordsPerPassage: number,
  { signal, onBadRow }: ReadOptions = {},
): AsyncGenerator<ReadPassage> {
  let before = 0;
  for (const { path, size, format } of documents) {
    signal?.throwIfAborted();
    const file: PackedFile = { path: join(root, path), compression: 'none' };
    try {
      for await (const { passage, bytesRead } of readDocument(file, format, path, {
        signal,
        onBadRow,
        wordsPerPassage,
      })) {
        yield { passage, bytesRead: before + Math.min(bytesRead, size) };
      }
    } catch (error) {
      // Removed or closed since the folder was looked at; the others are still worth reading.
      if (!RetrieverError.isInstance(error)) throw error;
      onBadRow?.({ file: file.path, row: 1, reason: error.message });
    }
    before += size;
  }
}
