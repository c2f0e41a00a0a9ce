import {
  cacheNames,
  repeatHeads,
  splitHeads,
  visibility,
  visibleKeys,
  type Attend,
  type AttentionStyle,
} from './attention-parts.ts';
import { elementType } from '../onnx/model.ts';
import type { DecoderWriter } from './decoder-writer.ts';

/** ONNX Runtime's MultiHeadAttention. */
export function multiHead(decoder: DecoderWriter, style: AttentionStyle): Attend {
  const { writer } = decoder;
  const { heads, width } = decoder.sizes;
  const rows = heads * width;
  const bias = style.bias === true ? decoder.tensor('bias', [3 * rows], decoder.normal(3 * rows, 0.5)) : '';
  const scores =
    style.hides === 'numbers'
      ? writer.add('Unsqueeze', [visibility(decoder, style, 'scores'), writer.integers(0, 1)])
      : '';
  const padding = paddingMask(decoder, style);
  return (layer, query, key, value) => {
    const { past, present } = cacheNames(layer);
    const output = `attended.${layer}`;
    const states =
      style.joined === true
        ? joinCache(decoder, layer, key, value).map((part) => repeatHeads(decoder, part))
        : [key, value];
    const caches = style.joined === true ? { inputs: [], outputs: [] } : { inputs: past, outputs: present };
    decoder.special(
      'MultiHeadAttention',
      [query, ...states, bias, padding, scores, ...caches.inputs],
      [output, ...caches.outputs],
      { num_heads: heads, unidirectional: style.hides === 'operator' ? 1 : 0 },
      style.scale === undefined ? {} : { scale: style.scale },
    );
    return output;
  };
}

function paddingMask(decoder: DecoderWriter, style: AttentionStyle): string {
  const { writer } = decoder;
  if (style.hides === 'padding') return writer.add('Cast', ['attention_mask'], { to: elementType.int32 });
  if (style.hides !== 'padding of tokens') return '';
  const counts = writer.add('Unsqueeze', [visibility(decoder, style, 'counts'), writer.integers(0)]);
  return writer.add('Expand', [counts, rowsShape(decoder)], {}, { output: 'padding' });
}

function rowsShape({ writer }: DecoderWriter): string {
  const rows = writer.add('Shape', ['input_ids'], { start: 0, end: 1 });
  return writer.add('Concat', [rows, writer.integers(1, 1)], { axis: 0 });
}

/** ONNX's Attention. */
export function standard(decoder: DecoderWriter, style: AttentionStyle): Attend {
  const { writer } = decoder;
  const { heads, keyHeads, width } = decoder.sizes;
  const mask =
    style.hides === 'truths'
      ? visibleKeys(decoder, style)
      : style.hides === 'numbers'
        ? visibility(decoder, style, 'scores')
        : '';
  const apart = style.split === true || style.joined === true;
  return (layer, query, key, value) => {
    const { past, present } = cacheNames(layer);
    const output = `attended.${layer}`;
    const [keys = '', values = ''] =
      style.joined === true
        ? joinCache(decoder, layer, key, value)
        : [key, value].map((part) => (apart ? splitHeads(decoder, part, keyHeads) : part));
    const caches = style.joined === true ? { inputs: [], outputs: [] } : { inputs: past, outputs: present };
    decoder.special(
      'Attention',
      [apart ? splitHeads(decoder, query, heads) : query, keys, values, mask, ...caches.inputs],
      [output, ...caches.outputs],
      {
        ...(apart ? {} : { q_num_heads: heads, kv_num_heads: keyHeads }),
        is_causal: style.hides === 'operator' ? 1 : 0,
      },
      {
        ...(style.scale === undefined ? {} : { scale: style.scale }),
        ...(style.softcap === undefined ? {} : { softcap: style.softcap }),
      },
      '',
    );
    if (!apart) return output;
    const together = writer.add('Transpose', [output], { perm: [0, 2, 1, 3] });
    return writer.add('Reshape', [together, writer.integers(0, 0, heads * width)]);
  };
}

function joinCache(decoder: DecoderWriter, layer: number, key: string, value: string): string[] {
  const { past, present } = cacheNames(layer);
  return [key, value].map((part, index) =>
    decoder.writer.add(
      'Concat',
      [past[index] ?? '', splitHeads(decoder, part, decoder.sizes.keyHeads)],
      { axis: 2 },
      { output: present[index] ?? '' },
    ),
  );
}
