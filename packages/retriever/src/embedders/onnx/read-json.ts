import { open, readFile } from 'node:fs/promises';
import { z } from 'zod';
import { RetrieverError } from '../../errors.ts';

/**
 * Reads and checks one of a model's JSON files.
 * @returns undefined where the file does not exist
 * @throws RetrieverError `retriever/bad-model` when it is damaged
 */
export async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  await refuseUnfetched(file);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw badModel(`${file} is not valid JSON (${text.length} characters); it may be cut off. Fetch it again.`, cause);
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw badModel(`${file} is not what an embedding model has there: ${z.prettifyError(result.error)}`, result.error);
}

/**
 * A clone without Git LFS holds small text pointers in place of the large files.
 * @throws RetrieverError `retriever/bad-model`
 */
export async function refuseUnfetched(file: string): Promise<void> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(40), 0, 40, 0);
    if (bytesRead === 0) throw badModel(`${file} is empty. Fetch it again.`);
    if (buffer.toString('latin1').startsWith('version https://git-lfs')) {
      throw badModel(
        `${file} is a Git LFS pointer, not the file itself. Run "git lfs pull" in the model's repository.`,
      );
    }
  } finally {
    await handle.close();
  }
}

/** Files that are there but can't be used. */
export function badModel(message: string, cause?: unknown): RetrieverError {
  return new RetrieverError(message, { code: 'retriever/bad-model', cause });
}
