import { encodeGguf, type GgufTensor, type MetaValue } from './gguf-file.ts';
import { chatTemplate, SEPARATOR, tokens } from './model-folder.ts';
import { FINAL_NORM, type WeightFormat } from './qwen-onnx.ts';
import { EMBEDDING_DEVIATION, RandomWeights, transposed, type DecoderShape } from './shape.ts';

/** Normal tokens, and those that only a chat template writes. */
const [NORMAL, CONTROL] = [1, 3];

/** The decoder of `qwenOnnx`, with the same weights, as a file for llama.cpp. */
export function qwenGguf(shape: DecoderShape, type: WeightFormat): Uint8Array {
  const { layers, hidden, heads, keyHeads, width, inner, vocabulary } = shape;
  const weights = new RandomWeights();
  const linear = (name: string, from: string, rows: number, columns: number): GgufTensor => {
    const { values } = transposed(weights.matrix(from, rows, columns));
    return { name, dims: [rows, columns], type, values };
  };
  const vector = (name: string, values: Float32Array): GgufTensor => {
    return { name, dims: [values.length], type: 'fp32', values };
  };
  const norm = (name: string, scale = 1): GgufTensor => vector(name, new Float32Array(hidden).fill(scale));
  const embedding = weights.normal('embedding', vocabulary * hidden, EMBEDDING_DEVIATION);
  const tensors: GgufTensor[] = [{ name: 'token_embd.weight', dims: [hidden, vocabulary], type, values: embedding }];
  for (let layer = 0; layer < layers; layer++) {
    const of = (name: string): string => `blk.${layer}.${name}`;
    tensors.push(norm(of('attn_norm.weight')), norm(of('ffn_norm.weight')));
    for (const [part, columns] of [
      ['q', heads * width],
      ['k', keyHeads * width],
      ['v', keyHeads * width],
    ] as const) {
      tensors.push(linear(of(`attn_${part}.weight`), `${layer}.${part}`, hidden, columns));
      tensors.push(vector(of(`attn_${part}.bias`), weights.normal(`${layer}.${part}.bias`, columns)));
    }
    tensors.push(linear(of('attn_output.weight'), `${layer}.o`, heads * width, hidden));
    tensors.push(linear(of('ffn_gate.weight'), `${layer}.gate`, hidden, inner));
    tensors.push(linear(of('ffn_up.weight'), `${layer}.up`, hidden, inner));
    tensors.push(linear(of('ffn_down.weight'), `${layer}.down`, inner, hidden));
  }
  tensors.push(norm('output_norm.weight', FINAL_NORM), linear('output.weight', 'head', hidden, vocabulary));
  return encodeGguf(metadata(shape), tensors);
}

function metadata(shape: DecoderShape): Record<string, MetaValue> {
  const { layers, hidden, heads, keyHeads, inner, vocabulary, positions } = shape;
  const kinds = new Int32Array(vocabulary).fill(NORMAL ?? 1);
  kinds[SEPARATOR] = CONTROL ?? 3;
  return {
    'general.architecture': 'qwen2',
    'general.name': 'random weights',
    'qwen2.block_count': { uint32: layers },
    'qwen2.context_length': { uint32: positions },
    'qwen2.embedding_length': { uint32: hidden },
    'qwen2.feed_forward_length': { uint32: inner },
    'qwen2.attention.head_count': { uint32: heads },
    'qwen2.attention.head_count_kv': { uint32: keyHeads },
    'qwen2.rope.freq_base': { float32: 10_000 },
    'qwen2.attention.layer_norm_rms_epsilon': { float32: 1e-6 },
    'tokenizer.ggml.model': 'gpt2',
    'tokenizer.ggml.pre': 'qwen2',
    'tokenizer.ggml.tokens': tokens(vocabulary),
    'tokenizer.ggml.token_type': kinds,
    // llama.cpp wants one at least; no prompt of the benchmark has these letters.
    'tokenizer.ggml.merges': ['Ġ q'],
    'tokenizer.ggml.eos_token_id': { uint32: SEPARATOR },
    'tokenizer.ggml.padding_token_id': { uint32: SEPARATOR },
    'tokenizer.ggml.add_bos_token': false,
    'tokenizer.chat_template': chatTemplate,
  };
}
