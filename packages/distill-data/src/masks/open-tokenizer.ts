import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { InvalidInputError, type CallOptions } from '@agentd/agent-core';
import { z } from 'zod';
import { loadTransformers } from './peers.ts';
import { TrainingTokenizer } from './tokenizer.ts';

/** What {@link openTokenizer} takes. */
export interface OpenTokenizerOptions extends CallOptions {
  /** As in dataset cards; default is the folder's name. */
  id?: string;
  /** In place of the folder's chat template (Jinja). */
  chatTemplate?: string;
  /** Given to the chat template, such as `{ date_string: '26 Jul 2024' }`. Give what the student will run with. */
  variables?: Record<string, unknown>;
}

const namedTemplates = z.array(z.object({ name: z.string(), template: z.string() }));
const configSchema = z.looseObject({ chat_template: z.union([z.string(), namedTemplates]).nullish() });

/**
 * Opens a tokenizer from a folder with `tokenizer.json`, `tokenizer_config.json` and, where it is not in the latter,
 * `chat_template.jinja`. Weights are not needed, and nothing is downloaded.
 * @throws AgentdError `distill-data/missing-dependency` where `@huggingface/transformers` is not installed
 * @throws InvalidInputError `distill-data/tokenizer` when a file is missing or damaged, or there is no chat template
 */
export async function openTokenizer(folder: string, options: OpenTokenizerOptions = {}): Promise<TrainingTokenizer> {
  const { AutoTokenizer } = await loadTransformers();
  options.signal?.throwIfAborted();
  const path = resolve(folder);
  const chatTemplate = options.chatTemplate ?? (await readChatTemplate(path));
  const tokenizer = await AutoTokenizer.from_pretrained(path, { local_files_only: true }).catch((cause: unknown) => {
    throw unusable(path, cause instanceof Error ? cause.message : String(cause), cause);
  });
  options.signal?.throwIfAborted();
  return new TrainingTokenizer({
    id: options.id ?? basename(path),
    encode: (text) => tokenizer._tokenizer.encode(text, { add_special_tokens: false }),
    decode: (ids) => tokenizer.decode(ids, { skip_special_tokens: false, clean_up_tokenization_spaces: false }),
    render: (messages, variables) =>
      tokenizer.apply_chat_template(messages, { ...variables, chat_template: chatTemplate, tokenize: false }),
    variables: options.variables ?? {},
    addedTokens: [...tokenizer._tokenizer.get_added_tokens_decoder().values()].map(({ id, content, special }) => ({
      id,
      content,
      special: special || tokenizer.all_special_ids.includes(id),
    })),
  });
}

async function readChatTemplate(path: string): Promise<string> {
  const file = await readFile(join(path, 'chat_template.jinja'), 'utf8').catch(() => undefined);
  if (file !== undefined) return file;
  let text: string;
  try {
    text = await readFile(join(path, 'tokenizer_config.json'), 'utf8');
  } catch (cause) {
    throw unusable(path, 'there is no tokenizer_config.json', cause);
  }
  const parsed = configSchema.safeParse(jsonOrUndefined(text));
  if (!parsed.success) throw unusable(path, 'tokenizer_config.json is damaged', parsed.error);
  const { chat_template: inConfig } = parsed.data;
  const template = Array.isArray(inConfig) ? inConfig.find(({ name }) => name === 'default')?.template : inConfig;
  if (template !== undefined && template !== null) return template;
  throw unusable(path, 'it has no chat template. Use the chat or instruct version of the model, or give chatTemplate');
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unusable(path: string, reason: string, cause?: unknown): InvalidInputError {
  return new InvalidInputError(`The tokenizer in ${path} can't be used: ${reason}.`, {
    code: 'distill-data/tokenizer',
    cause,
  });
}
