import { element, OnnxFile } from './onnx-file.ts';
import { EMBEDDING_DEVIATION, RandomWeights, transposed, type DecoderShape, type Matrix } from './shape.ts';

/** How weights are kept. */
export const weightFormats = ['fp32', 'int8', 'q4'] as const;
export type WeightFormat = (typeof weightFormats)[number];

/**
 * Makes the last norm spread logits by about 3, as trained models do: with flat logits every token of the vocabulary
 * would be a candidate, and sampling would cost more than it really does.
 */
export const FINAL_NORM = 5.4;

/** A decoder in the shape of Qwen2 with random weights, exported as the hub's are, with GroupQueryAttention. */
export function qwenOnnx(sizes: DecoderShape, format: WeightFormat): Uint8Array {
  const file = new OnnxFile();
  const weights = new RandomWeights();
  const { layers, hidden, heads, keyHeads, width, inner, vocabulary } = sizes;
  const float = (name: string, dims: number[], values: Float32Array) =>
    file.tensor(name, element.float32, dims, values);
  const linear = (input: string, name: string, rows: number, columns: number, bias = false): string => {
    const product = multiply(file, input, name, weights.matrix(name, rows, columns), format);
    if (!bias) return product;
    return file.add('Add', [product, float(`${name}.bias`, [columns], weights.normal(`${name}.bias`, columns))]);
  };
  const norm = (input: string, name: string, scale = 1): string =>
    file.add('SimplifiedLayerNormalization', [input, float(name, [hidden], new Float32Array(hidden).fill(scale))], {
      axis: -1,
      epsilon: { float: 1e-6 },
      stash_type: 1,
    });

  file.input('input_ids', element.int64, ['batch_size', 'sequence_length']);
  file.input('attention_mask', element.int64, ['batch_size', 'total_sequence_length']);
  file.input('num_logits_to_keep', element.int64, []);
  file.output('logits', element.float32, ['batch_size', 'kept_length', vocabulary]);

  const embedding = weights.normal('embedding', vocabulary * hidden, EMBEDDING_DEVIATION);
  let states = file.add('Gather', [float('embedding', [vocabulary, hidden], embedding), 'input_ids']);
  const attend = attention(file, sizes);
  for (let layer = 0; layer < layers; layer++) {
    const at = (name: string): string => `${layer}.${name}`;
    const normed = norm(states, at('norm1'));
    const attended = attend(
      layer,
      linear(normed, at('q'), hidden, heads * width, true),
      linear(normed, at('k'), hidden, keyHeads * width, true),
      linear(normed, at('v'), hidden, keyHeads * width, true),
    );
    states = file.add('Add', [states, linear(attended, at('o'), heads * width, hidden)]);
    const fed = norm(states, at('norm2'));
    const gate = linear(fed, at('gate'), hidden, inner);
    const gated = file.add('Mul', [gate, file.add('Sigmoid', [gate])]);
    const product = file.add('Mul', [gated, linear(fed, at('up'), hidden, inner)]);
    states = file.add('Add', [states, linear(product, at('down'), inner, hidden)]);
  }
  const start = file.add('Neg', [file.add('Reshape', ['num_logits_to_keep', file.integers(1)])]);
  const end = file.integers(Number.MAX_SAFE_INTEGER);
  const kept = file.add('Slice', [norm(states, 'norm', FINAL_NORM), start, end, file.integers(1)]);
  const logits = multiply(file, kept, 'head', weights.matrix('head', hidden, vocabulary), format);
  file.add('Identity', [logits], {}, { outputs: ['logits'] });
  return file.encode();
}

function attention(file: OnnxFile, { heads, keyHeads, width, positions }: DecoderShape) {
  const half = width / 2;
  const table = (name: string, of: (angle: number) => number): string => {
    const values = Float32Array.from({ length: positions * half }, (_, at) =>
      of(Math.floor(at / half) / 10_000 ** ((at % half) / half)),
    );
    return file.tensor(name, element.float32, [positions, half], values);
  };
  const rotary = [table('cos', Math.cos), table('sin', Math.sin)];
  const lengths = file.add('ReduceSum', ['attention_mask', file.integers(1)], { keepdims: 0 });
  const last = file.add('Cast', [file.add('Sub', [lengths, file.integers(1)])], { to: element.int32 });
  const total = file.add('Gather', [file.add('Shape', ['attention_mask']), file.integer(1)]);
  const totalLength = file.add('Cast', [total], { to: element.int32 });
  return (layer: number, query: string, key: string, value: string): string => {
    const names = (kind: string): string[] => ['key', 'value'].map((part) => `${kind}.${layer}.${part}`);
    for (const name of names('past_key_values')) {
      file.input(name, element.float32, ['batch_size', keyHeads, 'past_sequence_length', width]);
    }
    for (const name of names('present')) {
      file.output(name, element.float32, ['batch_size', keyHeads, 'total_sequence_length', width]);
    }
    const inputs = [query, key, value, ...names('past_key_values'), last, totalLength, ...rotary];
    const settings = { num_heads: heads, kv_num_heads: keyHeads, do_rotary: 1, rotary_interleaved: 0 };
    const scale = { float: width ** -0.5 };
    const outputs = ['', ...names('present')];
    return file.add('GroupQueryAttention', inputs, { ...settings, scale }, { own: true, outputs });
  };
}

function multiply(file: OnnxFile, input: string, name: string, matrix: Matrix, format: WeightFormat): string {
  const { rows, columns, values } = matrix;
  if (format === 'fp32')
    return file.add('MatMul', [input, file.tensor(name, element.float32, [rows, columns], values)]);
  if (format === 'int8') {
    const scales = new Float32Array(columns);
    values.forEach((value, at) => {
      scales[at % columns] = Math.max(scales[at % columns] ?? 0, Math.abs(value) / 127);
    });
    const whole = Int8Array.from(values, (value, at) => Math.round(value / (scales[at % columns] || 1)));
    const inputs = [
      input,
      file.tensor(name, element.int8, [rows, columns], whole),
      file.tensor(`${name}.scale`, element.float32, [columns], scales),
      file.tensor(`${name}.zero`, element.int8, [columns], new Int8Array(columns)),
    ];
    return file.add('DynamicQuantizeMatMul', inputs, {}, { own: true });
  }
  const { packed, scales, block } = fourBits(transposed(matrix));
  const blocks = rows / block;
  const inputs = [
    input,
    file.tensor(name, element.uint8, [columns, blocks, block / 2], packed),
    file.tensor(`${name}.scale`, element.float32, [columns * blocks], scales),
  ];
  const settings = { K: rows, N: columns, bits: 4, block_size: block, accuracy_level: 4 };
  return file.add('MatMulNBits', inputs, settings, { own: true });
}

/** Blocks of 32 numbers with a scale each, 8 standing for zero. */
function fourBits({ values }: Matrix): { packed: Uint8Array; scales: Float32Array; block: number } {
  const block = 32;
  const packed = new Uint8Array(values.length / 2);
  const scales = new Float32Array(values.length / block);
  for (let start = 0; start < values.length; start += block) {
    let greatest = 1e-12;
    for (let at = start; at < start + block; at++) greatest = Math.max(greatest, Math.abs(values[at] ?? 0));
    const scale = greatest / 7;
    scales[start / block] = scale;
    const level = (at: number): number => Math.round((values[at] ?? 0) / scale) + 8;
    for (let at = start; at < start + block; at += 2) packed[at / 2] = level(at) | (level(at + 1) << 4);
  }
  return { packed, scales, block };
}
