import { floatOf, integerOf, type GraphWriter } from '../onnx/graph-writer.ts';
import { elementType, type Node } from '../onnx/model.ts';
import { scaleOf, splitHeads, type AttentionCall, type LayerCaches } from './attention-call.ts';
import { CannotShare } from './cannot-share.ts';
import { hiddenScore } from './causal-mask.ts';
import type { ValueTypes } from './value-types.ts';

const known = new Set(
  'is_causal kv_num_heads q_num_heads qk_matmul_output_mode scale softcap softmax_precision'.split(' '),
);

/**
 * Reads ONNX's Attention operator, which either joins the cache or is given the joined one
 * (https://onnx.ai/onnx/operators/onnx__Attention.html).
 *
 * @throws CannotShare for a variant of the operator that has no equal in other operators
 */
export function readAttention(
  node: Node,
  { key, value }: LayerCaches,
  writer: GraphWriter,
  types: ValueTypes,
  queryHeads: number | undefined,
): AttentionCall {
  const [query = '', keys = '', values = '', mask = '', past = ''] = node.inputs;
  // Values of three dimensions need the number of heads; those of four have it.
  const flat = integerOf(node, 'q_num_heads');
  const heads = flat ?? queryHeads ?? 0;
  refuseStrange(node, heads, { key, value });
  const split = (states: string, count: number, width: number): string =>
    flat === undefined ? states : splitHeads(writer, states, count, width);
  const added = past !== '' && {
    added: { keys: split(keys, key.heads, key.width), values: split(values, value.heads, value.width) },
  };
  return {
    queries: split(query, heads, key.width),
    ...added,
    heads,
    scale: scaleOf(floatOf(node, 'scale'), key.width),
    softcap: floatOf(node, 'softcap') ?? 0,
    causal: integerOf(node, 'is_causal') === 1,
    window: -1,
    biases: mask === '' ? [] : [asBias(writer, mask, key.element, types)],
    flatOutput: flat !== undefined,
  };
}

function asBias(writer: GraphWriter, mask: string, element: number, types: ValueTypes): string {
  const type = types.element(mask);
  if (type === undefined) throw new CannotShare(`it is not known whether ${mask} holds numbers or truth values`);
  if (type !== elementType.bool) return mask;
  return writer.add('Where', [mask, writer.floatOf(0, element), hiddenScore(writer, element)]);
}

function refuseStrange(node: Node, heads: number, { key }: LayerCaches): void {
  const strange = node.attributes.find(({ name }) => !known.has(name));
  if (strange !== undefined) throw new CannotShare(`${node.name} has the unknown attribute ${strange.name}`);
  if (heads === 0 || heads % key.heads !== 0) {
    throw new CannotShare(`${node.name} has ${heads} heads, but ${key.past} has ${key.heads}`);
  }
  const [, , , , past = '', , lengths = ''] = node.inputs;
  if (lengths !== '' || (node.outputs[3] ?? '') !== '') {
    throw new CannotShare(`${node.name} writes into its cache in place or gives its scores away`);
  }
  if (past === '' && integerOf(node, 'is_causal') === 1) {
    throw new CannotShare(`${node.operator} ${node.name} is causal from its first key on, whatever is in the cache`);
  }
}
