import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { qwenOnnx, type WeightFormat } from './qwen-onnx.ts';
import type { DecoderShape } from './shape.ts';

const fileNames: Record<WeightFormat, string> = { fp32: 'model', int8: 'model_int8', q4: 'model_q4' };

/** Token that separates the parts of a chat. */
export const SEPARATOR = 256;

/** The chat is its messages, one after another. */
export const chatTemplate = '{% for message in messages %}{{ message.content }}{% endfor %}';

/** Writes a model folder in the layout of transformers.js, with random weights. */
export async function writeModelFolder(
  path: string,
  shape: DecoderShape,
  formats: readonly WeightFormat[],
): Promise<void> {
  await mkdir(join(path, 'onnx'), { recursive: true });
  const write = (name: string, value: unknown): Promise<void> => writeFile(join(path, name), JSON.stringify(value));
  await write('config.json', {
    architectures: ['Qwen2ForCausalLM'],
    model_type: 'qwen2',
    hidden_size: shape.hidden,
    num_hidden_layers: shape.layers,
    num_attention_heads: shape.heads,
    num_key_value_heads: shape.keyHeads,
    head_dim: shape.width,
    intermediate_size: shape.inner,
    vocab_size: shape.vocabulary,
    max_position_embeddings: shape.positions,
    pad_token_id: SEPARATOR,
    // No token ends an answer: the benchmark decides how long answers are.
    eos_token_id: [],
    tie_word_embeddings: false,
  });
  await write('generation_config.json', { pad_token_id: SEPARATOR, eos_token_id: [] });
  await write('tokenizer.json', tokenizer(tokens(shape.vocabulary)));
  await write('tokenizer_config.json', {
    tokenizer_class: 'Qwen2Tokenizer',
    pad_token: tokens(SEPARATOR + 1)[SEPARATOR],
    chat_template: chatTemplate,
  });
  for (const format of formats) {
    await writeFile(join(path, 'onnx', `${fileNames[format]}.onnx`), qwenOnnx(shape, format));
  }
}

/** One token for each byte, a special one, and words; texts without spaces have as many tokens as letters. */
export function tokens(vocabulary: number): string[] {
  const words = Array.from({ length: vocabulary - SEPARATOR - 1 }, (_, at) => `Ġq${at}`);
  return [...byteLetters(), '<|separator|>', ...words];
}

/** The letters that byte-level tokenizers write bytes with, by byte. */
function byteLetters(): string[] {
  const isPrintable = (byte: number): boolean =>
    (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
  let others = 256;
  return Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(isPrintable(byte) ? byte : others++));
}

function tokenizer(all: readonly string[]): unknown {
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false };
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [{ id: SEPARATOR, content: all[SEPARATOR], special: true, normalized: false }],
    normalizer: null,
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [{ type: 'Split', pattern: { Regex: ' ?[^ ]+' }, behavior: 'Isolated', invert: false }, byteLevel],
    },
    post_processor: byteLevel,
    decoder: byteLevel,
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: '',
      end_of_word_suffix: '',
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: true,
      vocab: Object.fromEntries(all.map((token, id) => [token, id])),
      merges: [],
    },
  };
}
