import { stat } from 'node:fs/promises';
import type { PassageSource } from '../passage-source.ts';
import { fileSource, type FileSourceOptions } from './file-source.ts';
import { folderSource } from './folder-source.ts';
import { unreadable } from './source-error.ts';

/**
 * The passages of a path, whatever is there: `folderSource` for a folder, `fileSource` for a file.
 * @param options those of `fileSource`; of these only `wordsPerPassage`, `name` and `signal` matter for a folder
 * @throws RetrieverError as these two
 */
export async function pathSource(path: string, options: FileSourceOptions = {}): Promise<PassageSource> {
  const { wordsPerPassage, name, signal } = options;
  const found = await stat(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  return found.isDirectory() ? folderSource(path, { wordsPerPassage, name, signal }) : fileSource(path, options);
}
