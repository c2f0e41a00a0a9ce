import { floatOf, integerOf, MICROSOFT, type GraphWriter } from '../onnx/graph-writer.ts';
import type { Node } from '../onnx/model.ts';
import { scaleOf, splitHeads, type AttentionCall, type LayerCaches } from './attention-call.ts';
import { CannotShare } from './cannot-share.ts';
import type { ValueTypes } from './value-types.ts';

const known = new Set(
  (
    'num_heads kv_num_heads do_rotary rotary_interleaved scale softcap local_window_size ' +
    'smooth_softmax qk_output k_quant_type v_quant_type kv_cache_bit_width'
  ).split(' '),
);

/**
 * Reads ONNX Runtime's GroupQueryAttention operator, which joins the cache, rotates queries and keys, and attends
 * (https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.GroupQueryAttention).
 *
 * @param start position of the first new token
 * @throws CannotShare for a variant of the operator that has no equal in other operators
 */
export function readGroupedQuery(
  node: Node,
  { key, value }: LayerCaches,
  writer: GraphWriter,
  types: ValueTypes,
  start: string,
): AttentionCall {
  const [, , , , , , , cos = '', sin = '', positions = '', bias = '', sinks = ''] = node.inputs;
  const heads = checkedHeads(node, { key, value });
  const parts = splitStates(node, heads, { key, value }, writer);
  const rotate = (states: string): string => {
    if (integerOf(node, 'do_rotary') !== 1) return states;
    const rotated = 2 * (types.width(cos) ?? key.width / 2);
    const partial = rotated === key.width ? {} : { rotary_embedding_dim: rotated, num_heads: heads };
    const attributes = { interleaved: integerOf(node, 'rotary_interleaved') ?? 0, ...partial };
    const inputs = [states, positions === '' ? start : positions, cos, sin];
    return writer.add('RotaryEmbedding', inputs, attributes, { domain: MICROSOFT });
  };
  const smooth = integerOf(node, 'smooth_softmax') === 1 ? writer.floatOf(0, key.element) : undefined;
  const sink = sinks === '' ? smooth : sinks;
  return {
    queries: rotate(splitHeads(writer, parts.query, heads, key.width)),
    added: {
      keys: rotate(splitHeads(writer, parts.key, key.heads, key.width)),
      values: splitHeads(writer, parts.value, value.heads, value.width),
    },
    heads,
    scale: scaleOf(floatOf(node, 'scale'), key.width),
    softcap: floatOf(node, 'softcap') ?? 0,
    causal: true,
    window: integerOf(node, 'local_window_size') ?? -1,
    biases: bias === '' ? [] : [bias],
    ...(sink !== undefined && { sinks: sink }),
    flatOutput: true,
  };
}

/** Queries, keys and values, which may come as one value. */
function splitStates(
  node: Node,
  heads: number,
  { key, value }: LayerCaches,
  writer: GraphWriter,
): { query: string; key: string; value: string } {
  const [query = '', keys = '', values = ''] = node.inputs;
  if (keys !== '' && values !== '') return { query, key: keys, value: values };
  const ofQueries = heads * key.width;
  const ofKeys = ofQueries + key.heads * key.width;
  const ofValues = ofKeys + value.heads * value.width;
  const part = (from: number, to: number): string =>
    writer.add('Slice', [query, writer.integers(from), writer.integers(to), writer.integers(2)]);
  return { query: part(0, ofQueries), key: part(ofQueries, ofKeys), value: part(ofKeys, ofValues) };
}

function checkedHeads(node: Node, { key }: LayerCaches): number {
  const heads = integerOf(node, 'num_heads') ?? 0;
  const keyHeads = integerOf(node, 'kv_num_heads') ?? 0;
  const strange = node.attributes.find(({ name }) => !known.has(name));
  if (strange !== undefined) throw new CannotShare(`${node.name} has the unknown attribute ${strange.name}`);
  if (keyHeads !== key.heads || heads % keyHeads !== 0) {
    throw new CannotShare(`${node.name} has ${heads} heads and ${keyHeads} of keys, but ${key.past} has ${key.heads}`);
  }
  if (node.inputs.slice(12).some((input) => input !== '') || (node.outputs[3] ?? '') !== '') {
    throw new CannotShare(`${node.name} quantises its cache or gives its scores away`);
  }
  return heads;
}
