import { elementType } from '../onnx/model.ts';
import { cacheNames, type Attend, type AttentionStyle } from './attention-parts.ts';
import type { DecoderWriter } from './decoder-writer.ts';
import { multiHead, standard } from './random-fused-attention.ts';
import { plain } from './random-plain-attention.ts';

export type { AttentionStyle } from './attention-parts.ts';

/** Writes the attention of one layer; gives [rows, tokens, heads times width]. */
export function writeAttention(
  decoder: DecoderWriter,
  style: AttentionStyle,
): (layer: number, states: string) => string {
  const { heads, keyHeads, width, hidden } = decoder.sizes;
  const attend = { grouped, multi: multiHead, standard, plain }[style.operator](decoder, style);
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
    const dims = [positions, rotated / 2];
    const constant = decoder.tensor(name, dims, Float32Array.from(values));
    const floats = style.chosen === true ? decoder.choice(constant, dims, totalLength) : constant;
    return style.halfFloats === true ? writer.add('Cast', [floats], { to: elementType.float16 }) : floats;
  };
  const rotary =
    style.rotary === undefined ? ['', ''] : [table('cos', angles.map(Math.cos)), table('sin', angles.map(Math.sin))];
  const bias = style.bias === true ? distanceBias(decoder, totalLength) : '';
  const sinks = style.sinks === 'heads' ? decoder.tensor('sinks', [heads], decoder.normal(heads, 2)) : '';
  return (layer, query, key, value) => {
    const { past, present } = cacheNames(layer);
    const states =
      style.packed === true ? [writer.add('Concat', [query, key, value], { axis: 2 }), '', ''] : [query, key, value];
    const output = `attended.${layer}`;
    decoder.special(
      'GroupQueryAttention',
      [...states, ...past, last, total, ...rotary, style.positionIds === true ? 'position_ids' : '', bias, sinks],
      [output, ...present, ...(style.givesScores === true ? [`scores.${layer}`] : [])],
      {
        num_heads: heads,
        kv_num_heads: keyHeads,
        do_rotary: style.rotary === undefined ? 0 : 1,
        rotary_interleaved: style.rotary === 'interleaved' ? 1 : 0,
        ...(style.window === undefined ? {} : { local_window_size: style.window }),
        ...(style.sinks === 'smooth' ? { smooth_softmax: 1 } : {}),
        ...(style.givesScores === true ? { qk_output: 1 } : {}),
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
