import { elementType } from '../onnx/model.ts';
import type { DecoderWriter } from './decoder-writer.ts';

/** How an export writes attention. */
export interface AttentionStyle {
  /** One GroupQueryAttention operator, or ONNX's own operators. */
  operator: 'grouped' | 'plain';
  halfFloats?: boolean;
  /** Whether the graph takes position_ids. */
  positionIds?: boolean;
  /** `grouped`: rotation inside the operator, and how. */
  rotary?: 'halves' | 'interleaved' | 'partial';
  packed?: boolean;
  softcap?: number;
  window?: number;
  scale?: number;
  bias?: boolean;
  /** `grouped`: an attribute that no rewrite knows. */
  sinks?: boolean;
  /** `plain`: where the scale goes, how keys are transposed, who else reads the cache. */
  scaled?: 'scores' | 'queries' | 'both';
  transposed?: 'directly' | 'flat';
  lengthFrom?: 'cache' | 'joined' | 'repeated' | 'transposed' | 'slice';
  stranger?: boolean;
}

/** Writes the attention of one layer; gives [rows, tokens, heads times width]. */
export function writeAttention(
  decoder: DecoderWriter,
  style: AttentionStyle,
): (layer: number, states: string) => string {
  const { heads, keyHeads, width, hidden } = decoder.sizes;
  const attend = style.operator === 'grouped' ? grouped(decoder, style) : plain(decoder, style);
  return (layer, states) => {
    const parts = (['q', 'k', 'v'] as const).map((part) => {
      const columns = (part === 'q' ? heads : keyHeads) * width;
      const value = decoder.linear(`${layer}.${part}`, states, hidden, columns);
      return style.halfFloats === true ? decoder.writer.add('Cast', [value], { to: elementType.float16 }) : value;
    });
    const [query = '', key = '', value = ''] = parts;
    const attended = attend(layer, query, key, value);
    return style.halfFloats === true ? decoder.writer.add('Cast', [attended], { to: elementType.float32 }) : attended;
  };
}

type Attend = (layer: number, query: string, key: string, value: string) => string;

function cacheNames(layer: number): { past: [string, string]; present: [string, string] } {
  const of = (kind: string): [string, string] => [`${kind}.${layer}.key`, `${kind}.${layer}.value`];
  return { past: of('past_key_values'), present: of('present') };
}

function grouped(decoder: DecoderWriter, style: AttentionStyle): Attend {
  const { writer } = decoder;
  const { heads, keyHeads, width, positions } = decoder.sizes;
  const lengths = writer.add('ReduceSum', ['attention_mask', writer.integers(1)], { keepdims: 0 });
  const last = writer.add('Cast', [writer.add('Sub', [lengths, writer.integer(1)])], { to: 6 });
  const totalLength = writer.add('Gather', [writer.add('Shape', ['attention_mask']), writer.integer(1)]);
  const total = writer.add('Cast', [totalLength], { to: 6 });
  const rotated = style.rotary === 'partial' ? width / 2 : width;
  const angles = Array.from({ length: positions * (rotated / 2) }, (_, at) => {
    const position = Math.floor(at / (rotated / 2));
    return position / 100 ** ((at % (rotated / 2)) / (rotated / 2));
  });
  const table = (name: string, values: number[]): string => {
    const floats = decoder.tensor(name, [positions, rotated / 2], Float32Array.from(values));
    return style.halfFloats === true ? writer.add('Cast', [floats], { to: elementType.float16 }) : floats;
  };
  const rotary =
    style.rotary === undefined ? ['', ''] : [table('cos', angles.map(Math.cos)), table('sin', angles.map(Math.sin))];
  const bias = style.bias === true ? distanceBias(decoder, totalLength) : '';
  return (layer, query, key, value) => {
    const { past, present } = cacheNames(layer);
    const states =
      style.packed === true ? [writer.add('Concat', [query, key, value], { axis: 2 }), '', ''] : [query, key, value];
    const output = `attended.${layer}`;
    decoder.special(
      'GroupQueryAttention',
      [...states, ...past, last, total, ...rotary, style.positionIds === true ? 'position_ids' : '', bias],
      [output, ...present],
      {
        num_heads: heads,
        kv_num_heads: keyHeads,
        do_rotary: style.rotary === undefined ? 0 : 1,
        rotary_interleaved: style.rotary === 'interleaved' ? 1 : 0,
        ...(style.window === undefined ? {} : { local_window_size: style.window }),
        ...(style.sinks === true ? { smooth_softmax: 1 } : {}),
      },
      {
        ...(style.scale === undefined ? {} : { scale: style.scale }),
        ...(style.softcap === undefined ? {} : { softcap: style.softcap }),
      },
    );
    return output;
  };
}

/** A bias that grows with the distance, for every head alike: [1, 1, tokens, keys]. */
function distanceBias(decoder: DecoderWriter, total: string): string {
  const { writer } = decoder;
  const tokens = writer.add('Gather', [writer.add('Shape', ['input_ids']), writer.integer(1)]);
  const range = (from: string): string => writer.add('Range', [from, total, writer.integer(1)]);
  const queries = writer.add('Unsqueeze', [range(writer.add('Sub', [total, tokens])), writer.integers(0, 1, 3)]);
  const keys = writer.add('Unsqueeze', [range(writer.integer(0)), writer.integers(0, 1, 2)]);
  const distance = writer.add('Cast', [writer.add('Sub', [keys, queries])], { to: elementType.float32 });
  return writer.add('Mul', [distance, writer.float(0.25)]);
}

function plain(decoder: DecoderWriter, style: AttentionStyle): Attend {
  const { writer } = decoder;
  const { heads, keyHeads, width } = decoder.sizes;
  const one = writer.integer(1);
  const total = writer.add('Gather', [writer.add('Shape', ['attention_mask']), one]);
  const slice = { start: 2, end: 3 };
  const past =
    style.lengthFrom === 'slice'
      ? writer.add('Squeeze', [writer.add('Shape', ['past_key_values.0.key'], slice), writer.integers(0)])
      : writer.add('Gather', [writer.add('Shape', ['past_key_values.0.key']), writer.integer(2)]);
  const queries = writer.add('Unsqueeze', [writer.add('Range', [past, total, one]), writer.integers(1)]);
  const keys = writer.add('Unsqueeze', [writer.add('Range', [writer.integer(0), total, one]), writer.integers(0)]);
  const visible = writer.add('LessOrEqual', [keys, queries]);
  const mask = writer.add('Where', [visible, writer.float(0), writer.float(-1e9)]);
  const root = writer.float(Math.sqrt(1 / Math.sqrt(width)));
  const split = (value: string, count: number): string =>
    writer.add('Transpose', [writer.add('Reshape', [value, writer.integers(0, 0, count, width)])], {
      perm: [0, 2, 1, 3],
    });
  const repeat = (value: string): string => {
    const wide = writer.add('Unsqueeze', [value, writer.integers(2)]);
    const times = writer.integers(1, 1, heads / keyHeads, 1, 1);
    const shape = writer.add('Mul', [writer.add('Shape', [wide]), times]);
    return writer.add('Reshape', [writer.add('Expand', [wide, shape]), writer.integers(0, heads, -1, width)]);
  };
  const transpose = (value: string): string => {
    if (style.transposed !== 'flat') return writer.add('Transpose', [value], { perm: [0, 1, 3, 2] });
    const flat = writer.add('Reshape', [
      value,
      writer.add('Concat', [writer.integers(-1), lastTwo(value)], { axis: 0 }),
    ]);
    const turned = writer.add('Transpose', [flat], { perm: [0, 2, 1] });
    return writer.add('Reshape', [turned, turnedShape(value)]);
  };
  const lastTwo = (value: string): string => writer.add('Shape', [value], { start: 2, end: 4 });
  const turnedShape = (value: string): string => {
    const length = writer.add('Shape', [value], { start: 2, end: 3 });
    return writer.add('Concat', [writer.add('Shape', [value], { start: 0, end: 2 }), writer.integers(width), length], {
      axis: 0,
    });
  };
  return (layer, query, key, value) => {
    const { past: pasts, present } = cacheNames(layer);
    writer.add('Concat', [pasts[0], split(key, keyHeads)], { axis: 2 }, { output: present[0] });
    writer.add('Concat', [pasts[1], split(value, keyHeads)], { axis: -2 }, { output: present[1] });
    let q = split(query, heads);
    const repeated = repeat(present[0]);
    let k = transpose(repeated);
    if (style.scaled !== 'scores') q = writer.add('Mul', [q, root]);
    if (style.scaled === 'queries') q = writer.add('Mul', [q, root]);
    if (style.scaled === 'both' || style.scaled === undefined) k = writer.add('Mul', [k, root]);
    let scores = writer.add('MatMul', [q, k]);
    if (style.scaled === 'scores') scores = writer.add('Div', [scores, writer.float(Math.sqrt(width))]);
    let visibility = mask;
    const measured = { joined: present[0], repeated, transposed: k, cache: undefined, slice: undefined };
    const from = measured[style.lengthFrom ?? 'cache'];
    if (from !== undefined) {
      const axis = style.lengthFrom === 'transposed' ? 3 : 2;
      const length = writer.add('Shape', [from], { start: axis, end: axis + 1 });
      visibility = writer.add('Slice', [mask, writer.integers(0), length, writer.integers(1)]);
    }
    const weights = writer.add('Softmax', [writer.add('Add', [scores, visibility])], { axis: -1 });
    let mixed = writer.add('MatMul', [weights, repeat(present[1])]);
    if (style.stranger === true) {
      mixed = writer.add('Add', [mixed, writer.add('ReduceMean', [present[1]], { keepdims: 0 })]);
    }
    const joined = writer.add('Transpose', [mixed], { perm: [0, 2, 1, 3] });
    return writer.add('Reshape', [joined, writer.integers(0, 0, heads * width)]);
  };
}
