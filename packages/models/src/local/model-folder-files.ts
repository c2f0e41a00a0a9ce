import { open, readFile } from 'node:fs/promises';
import { ModelError } from '@agentd/agent-core';
import { z } from 'zod';

/**
 * Reads a JSON file of a model.
 * @throws ModelError `model/not-found` or `model/bad-files`
 */
export async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T>;
export async function readJson<T>(
  file: string,
  schema: z.ZodType<T>,
  options: { optional: true },
): Promise<T | undefined>;
export async function readJson<T>(
  file: string,
  schema: z.ZodType<T>,
  options?: { optional: true },
): Promise<T | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    if (options?.optional === true) return undefined;
    throw missing(`${file} can't be read. Copy the whole model folder, or download the model again.`, cause);
  }
  await refuseUnfetchedFile(file);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw damaged(
      `${file} is not valid JSON (${text.length} characters); it may be cut off. Download it again.`,
      cause,
    );
  }
  const result = schema.safeParse(value);
  if (!result.success) {
    throw damaged(`${file} is not what a model folder holds: ${z.prettifyError(result.error)}`, result.error);
  }
  return result.data;
}

/**
 * Refuses an empty file, and the small text pointer that a clone without Git LFS holds in place of the weights.
 * @throws ModelError `model/bad-files`
 */
export async function refuseUnfetchedFile(file: string): Promise<void> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(40), 0, 40, 0);
    if (bytesRead === 0) throw damaged(`${file} is empty. Download it again.`);
    if (buffer.toString('latin1').startsWith('version https://git-lfs')) {
      throw damaged(`${file} is a Git LFS pointer, not the file itself. Run "git lfs pull" in the model's repository.`);
    }
  } finally {
    await handle.close();
  }
}

export function missing(message: string, cause?: unknown): ModelError {
  return new ModelError(message, { code: 'model/not-found', cause });
}

export function damaged(message: string, cause?: unknown): ModelError {
  return new ModelError(message, { code: 'model/bad-files', cause });
}
