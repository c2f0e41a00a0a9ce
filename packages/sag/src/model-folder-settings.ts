import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelError } from '@agentd/agent-core';
import { z } from 'zod';
import { promptNames, type PromptName } from './prompts.ts';

/** File in a model's folder that says how agentd should talk to it. */
const SETTINGS_FILE = 'agentd.json';

const settingsSchema = z.object({
  prompt: z.enum(promptNames).optional(),
  search: z
    .object({ passages: z.int().positive().optional(), maxPassageCharacters: z.int().positive().optional() })
    .optional(),
});

/** How a model was taught to see what `web_search` finds. */
export interface SearchSettings {
  /** Passages for each query. */
  passages?: number | undefined;
  /** Longer passages are cut. */
  maxPassageCharacters?: number | undefined;
}

/** What `agentd.json` says; every field may be left out. */
export interface ModelFolderSettings {
  /** The prompt that the model was trained on. */
  prompt?: PromptName | undefined;
  search?: SearchSettings | undefined;
}

/**
 * Reads `agentd.json` in a local model's folder; a folder without one has no wishes.
 * @throws ModelError code `model/bad-files` when the file is there and cannot be used
 */
export async function modelFolderSettings(folder: string): Promise<ModelFolderSettings> {
  const path = join(folder, SETTINGS_FILE);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if (isAbsent(cause)) return {};
    throw badFile(path, String(cause), cause);
  }
  try {
    const parsed = settingsSchema.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
    throw badFile(path, z.prettifyError(parsed.error), parsed.error);
  } catch (cause) {
    if (cause instanceof SyntaxError) throw badFile(path, cause.message, cause);
    throw cause;
  }
}

function isAbsent(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return error.code === 'ENOENT' || error.code === 'ENOTDIR';
}

function badFile(path: string, why: string, cause: unknown): ModelError {
  return new ModelError(`${path} cannot be used: ${why}`, { code: 'model/bad-files', cause });
}
