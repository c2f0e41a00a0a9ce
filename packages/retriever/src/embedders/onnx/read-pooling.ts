import { join } from 'node:path';
import { z } from 'zod';
import type { Pooling } from './options.ts';
import { readJson } from './read-json.ts';

/** What the files of sentence-transformers say about the way from the states of tokens to a vector. */
export type FolderPooling =
  | { pooling: Pooling | undefined }
  /** Only a graph that does it itself will do. */
  | { onlyGraph: string };

const modulesSchema = z.array(z.object({ path: z.string(), type: z.string() }));
const poolingSchema = z.looseObject({ pooling_mode: z.string().nullish(), include_prompt: z.boolean().nullish() });

const poolingNames = new Map<string, Pooling>([
  ['mean', 'mean'],
  ['mean_tokens', 'mean'],
  ['cls', 'cls'],
  ['cls_token', 'cls'],
  ['lasttoken', 'last'],
]);

/**
 * Reads `modules.json` and the configuration of the pooling module, where they exist.
 * @throws RetrieverError `retriever/bad-model` when one is damaged
 */
export async function readPooling(path: string): Promise<FolderPooling> {
  const modules = (await readJson(join(path, 'modules.json'), modulesSchema)) ?? [];
  const named = modules.map(({ path: folder, type }) => ({ folder, name: type.split('.').at(-1) ?? type }));
  const further = named.map(({ name }) => name).filter((name) => !/^(Transformer|Pooling|Normalize)$/.test(name));
  if (further.length > 0) return { onlyGraph: `modules.json has the module ${further.join(' and ')}` };
  const folder = named.find(({ name }) => name === 'Pooling')?.folder ?? '1_Pooling';
  const config = await readJson(join(path, folder, 'config.json'), poolingSchema);
  if (config === undefined) return { pooling: undefined };
  const flags = Object.entries(config).filter(([name, value]) => name.startsWith('pooling_mode_') && value === true);
  const modes = config.pooling_mode ? [config.pooling_mode] : flags.map(([name]) => name.slice('pooling_mode_'.length));
  const pooling = modes.length === 1 ? poolingNames.get(modes[0] ?? '') : undefined;
  if (pooling === undefined) {
    return { onlyGraph: `${folder}/config.json asks for the pooling ${modes.join(' with ') || '(none)'}` };
  }
  if (config.include_prompt === false) {
    return { onlyGraph: `${folder}/config.json leaves the prefix out of the pooling` };
  }
  return { pooling };
}
