import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { damaged, missing, readJson } from './model-folder-files.ts';

/** What the JSON files of a model say. */
export interface ModelConfig {
  chatTemplate: string;
  /** Tokens that end the assistant's turn. */
  endIds: number[];
  maxContext: number;
  /** Heads of queries, heads and width of the key-value cache, where config.json gives them. */
  heads: number | undefined;
  keyValueHeads: number | undefined;
  headDim: number | undefined;
  layers: number | undefined;
  /** Whether some layers use the cache of others, so that the export has fewer caches than layers. */
  sharesLayers: boolean;
  /** Entries of the tokenizer's own vocabulary; tokens that were added to it are not counted. */
  vocabulary: number | undefined;
}

const tokenIds = z.union([z.int(), z.array(z.int())]).nullish();

const textConfig = z.object({
  eos_token_id: tokenIds,
  hidden_size: z.number().nullish(),
  num_hidden_layers: z.int().nullish(),
  num_kv_shared_layers: z.int().nullish(),
  num_attention_heads: z.number().nullish(),
  num_key_value_heads: z.number().nullish(),
  head_dim: z.number().nullish(),
  max_position_embeddings: z.int().nullish(),
  n_positions: z.int().nullish(),
});
const configSchema = textConfig.extend({ text_config: textConfig.optional() });
const generationSchema = z.object({ eos_token_id: tokenIds });
// The vocabulary is counted here and read by the tokenizer; checking each of its many entries would take longer.
const tokenizerSchema = z.object({ model: z.looseObject({ vocab: z.unknown() }) });
const namedTemplates = z.array(z.object({ name: z.string(), template: z.string() }));
const tokenizerConfigSchema = z.object({ chat_template: z.union([z.string(), namedTemplates]).nullish() });

/**
 * Reads the JSON files and the chat template of a model folder.
 * @throws ModelError `model/not-found` for a missing file, `model/bad-files` for a damaged one
 */
export async function readModelConfig(path: string, maxContext: number | undefined): Promise<ModelConfig> {
  const config = await readJson(join(path, 'config.json'), configSchema);
  const generation = await readJson(join(path, 'generation_config.json'), generationSchema, { optional: true });
  const { model } = await readJson(join(path, 'tokenizer.json'), tokenizerSchema);
  const tokenizer = await readJson(join(path, 'tokenizer_config.json'), tokenizerConfigSchema);
  const text = { ...config.text_config, ...withoutNull(config) };
  const limit = text.max_position_embeddings ?? text.n_positions ?? maxContext;
  if (limit === undefined) {
    throw damaged(`${join(path, 'config.json')} has no max_position_embeddings; pass maxContext to localModel.`);
  }
  const heads = text.num_attention_heads ?? undefined;
  const hidden = text.hidden_size ?? undefined;
  return {
    chatTemplate: await readChatTemplate(path, tokenizer.chat_template),
    endIds: [...new Set([generation?.eos_token_id, text.eos_token_id].flatMap((ids) => ids ?? []))],
    maxContext: Math.min(limit, maxContext ?? limit),
    heads,
    keyValueHeads: text.num_key_value_heads ?? heads,
    headDim: text.head_dim ?? (hidden === undefined || heads === undefined ? undefined : hidden / heads),
    layers: text.num_hidden_layers ?? undefined,
    sharesLayers: (text.num_kv_shared_layers ?? 0) > 0,
    vocabulary: typeof model.vocab === 'object' && model.vocab !== null ? Object.keys(model.vocab).length : undefined,
  };
}

async function readChatTemplate(path: string, inConfig: string | z.infer<typeof namedTemplates> | null | undefined) {
  const file = await readFile(join(path, 'chat_template.jinja'), 'utf8').catch(() => undefined);
  const named = Array.isArray(inConfig) ? inConfig.find(({ name }) => name === 'default')?.template : inConfig;
  const template = file ?? named ?? undefined;
  if (template === undefined) {
    throw missing(
      `${basename(path)} has no chat template (neither chat_template.jinja nor chat_template in tokenizer_config.json). ` +
        'Use the chat or instruct version of the model, or add its template.',
    );
  }
  return template;
}

function withoutNull<T extends object>(value: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const kept: { [K in keyof T]?: NonNullable<T[K]> } = {};
  for (const key in value) {
    const field = value[key];
    if (field !== null && field !== undefined) kept[key] = field;
  }
  return kept;
}
