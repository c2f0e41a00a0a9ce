import { open, readFile, readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { ModelError } from '@agentd/agent-core';
import { z } from 'zod';
import { dtypes, type Dtype, type LoadSettings } from './options.ts';

/** A checked model folder: where its files are and what its configuration says. */
export interface ModelFolder {
  path: string;
  onnxFile: string;
  /** Size of the ONNX file with its external data. */
  onnxBytes: number;
  chatTemplate: string;
  /** Tokens that end the assistant's turn. */
  endIds: number[];
  maxContext: number;
  /** Heads of queries, heads and width of the key-value cache, where config.json gives them. */
  heads: number | undefined;
  keyValueHeads: number | undefined;
  headDim: number | undefined;
}

const fileSuffix: Record<Dtype, string> = {
  fp32: '',
  fp16: '_fp16',
  q8: '_quantized',
  int8: '_int8',
  uint8: '_uint8',
  q4: '_q4',
  q4f16: '_q4f16',
  bnb4: '_bnb4',
};

const tokenIds = z.union([z.int(), z.array(z.int())]).nullish();

const textConfig = z.object({
  eos_token_id: tokenIds,
  hidden_size: z.number().nullish(),
  num_attention_heads: z.number().nullish(),
  num_key_value_heads: z.number().nullish(),
  head_dim: z.number().nullish(),
  max_position_embeddings: z.int().nullish(),
  n_positions: z.int().nullish(),
});
const configSchema = textConfig.extend({ text_config: textConfig.optional() });
const generationSchema = z.object({ eos_token_id: tokenIds });
const namedTemplates = z.array(z.object({ name: z.string(), template: z.string() }));
const tokenizerConfigSchema = z.object({ chat_template: z.union([z.string(), namedTemplates]).nullish() });

/**
 * Reads and checks a folder in the transformers.js layout.
 * @throws ModelError `model/not-found` for a missing file, `model/bad-files` for a damaged one
 */
export async function readModelFolder(settings: LoadSettings): Promise<ModelFolder> {
  const path = resolve(settings.path);
  const folder = await stat(path).catch(() => undefined);
  if (folder?.isDirectory() !== true) {
    throw missing(`There is no model folder at ${path}. Check the path, or download the model to it first.`);
  }
  const config = await readJson(join(path, 'config.json'), configSchema);
  const generation = await readJson(join(path, 'generation_config.json'), generationSchema, { optional: true });
  await readJson(join(path, 'tokenizer.json'), z.object({ model: z.looseObject({}) }));
  const tokenizer = await readJson(join(path, 'tokenizer_config.json'), tokenizerConfigSchema);
  const { onnxFile, onnxBytes } = await findOnnxFile(path, settings.dtype);
  const text = { ...config.text_config, ...withoutNull(config) };
  const limit = text.max_position_embeddings ?? text.n_positions ?? settings.maxContext;
  if (limit === undefined) {
    throw damaged(`${join(path, 'config.json')} has no max_position_embeddings; pass maxContext to localModel.`);
  }
  const heads = text.num_attention_heads ?? undefined;
  const hidden = text.hidden_size ?? undefined;
  return {
    path,
    onnxFile,
    onnxBytes,
    chatTemplate: await readChatTemplate(path, tokenizer.chat_template),
    endIds: [...new Set([generation?.eos_token_id, text.eos_token_id].flatMap((ids) => ids ?? []))],
    maxContext: Math.min(limit, settings.maxContext ?? limit),
    heads,
    keyValueHeads: text.num_key_value_heads ?? heads,
    headDim: text.head_dim ?? (hidden === undefined || heads === undefined ? undefined : hidden / heads),
  };
}

async function findOnnxFile(path: string, dtype: 'auto' | Dtype): Promise<{ onnxFile: string; onnxBytes: number }> {
  const folder = join(path, 'onnx');
  const names = await readdir(folder).catch((): string[] => []);
  const wanted = (dtype === 'auto' ? dtypes : [dtype]).map((name) => `model${fileSuffix[name]}.onnx`);
  const name = wanted.find((candidate) => names.includes(candidate));
  if (name === undefined) {
    const present = names.filter((other) => other.endsWith('.onnx'));
    throw missing(
      `${folder} has no ${wanted.length === 1 ? wanted[0] : 'model*.onnx'}` +
        (present.length === 0 ? '' : ` but ${present.join(', ')}: choose another dtype`) +
        '. Export the model with Optimum or transformers.js naming (onnx/model.onnx, onnx/model_q4.onnx, …).',
    );
  }
  const onnxFile = join(folder, name);
  const parts = names.filter((other) => other === name || other.startsWith(`${name}_data`));
  const sizes = await Promise.all(parts.map(async (part) => (await stat(join(folder, part))).size));
  for (const part of parts) await refuseUnfetchedFile(join(folder, part));
  return { onnxFile, onnxBytes: sizes.reduce((sum, size) => sum + size, 0) };
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

async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T>;
async function readJson<T>(file: string, schema: z.ZodType<T>, options: { optional: true }): Promise<T | undefined>;
async function readJson<T>(file: string, schema: z.ZodType<T>, options?: { optional: true }): Promise<T | undefined> {
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

/** A clone without Git LFS holds small text pointers in place of the weights. */
async function refuseUnfetchedFile(file: string): Promise<void> {
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

function withoutNull<T extends object>(value: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const kept: { [K in keyof T]?: NonNullable<T[K]> } = {};
  for (const key in value) {
    const field = value[key];
    if (field !== null && field !== undefined) kept[key] = field;
  }
  return kept;
}

function missing(message: string, cause?: unknown): ModelError {
  return new ModelError(message, { code: 'model/not-found', cause });
}

function damaged(message: string, cause?: unknown): ModelError {
  return new ModelError(message, { code: 'model/bad-files', cause });
}
