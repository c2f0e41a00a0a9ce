import type { DecoderWriter } from './decoder-writer.ts';
import {
  cacheNames,
  repeatHeads,
  splitHeads,
  visibleKeys,
  type Attend,
  type AttentionStyle,
} from './attention-parts.ts';

/** Attention in ONNX's own operators. */
export function plain(decoder: DecoderWriter, style: AttentionStyle): Attend {
  const { writer } = decoder;
  const { heads, keyHeads, width } = decoder.sizes;
  const mask = writer.add('Where', [visibleKeys(decoder, style), writer.float(0), writer.float(-1e9)]);
  const root = writer.float(Math.sqrt(1 / Math.sqrt(width)));
  const split = (value: string, count: number): string => splitHeads(decoder, value, count);
  const repeat = (value: string): string => repeatHeads(decoder, value);
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
