import { floatOf, integerOf, type GraphWriter } from '../onnx/graph-writer.ts';
import { elementType, type Node } from '../onnx/model.ts';
import { scaleOf, splitHeads, type AttentionCall, type LayerCaches } from './attention-call.ts';
import { CannotShare } from './cannot-share.ts';

/** What ONNX Runtime adds to the score of a padded key, unless told otherwise. */
const PADDED = -10_000;

const known = new Set(['num_heads', 'scale', 'mask_filter_value', 'unidirectional']);

/**
 * Reads ONNX Runtime's MultiHeadAttention operator, which either joins the cache or is given the joined one
 * (https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.MultiHeadAttention).
 *
 * @throws CannotShare for a variant of the operator that has no equal in other operators
 */
export function readMultiHead(node: Node, { key, value }: LayerCaches, writer: GraphWriter): AttentionCall {
  const [query = '', keys = '', values = '', bias = '', padding = '', scores = '', past = ''] = node.inputs;
  const heads = integerOf(node, 'num_heads') ?? 0;
  refuseStrange(node, heads, { key, value });
  const rows = heads * key.width;
  const biased = (states: string, from: number, to: number): string => {
    if (bias === '') return states;
    const part = writer.add('Slice', [bias, writer.integers(from), writer.integers(to), writer.integers(0)]);
    return writer.add('Add', [states, part]);
  };
  const added = past !== '' && {
    added: {
      keys: splitHeads(writer, biased(keys, rows, 2 * rows), key.heads, key.width),
      values: splitHeads(writer, biased(values, 2 * rows, 2 * rows + heads * value.width), value.heads, value.width),
    },
  };
  const hidden = writer.floatOf(floatOf(node, 'mask_filter_value') ?? PADDED, key.element);
  return {
    queries: splitHeads(writer, biased(query, 0, rows), heads, key.width),
    ...added,
    heads,
    scale: scaleOf(floatOf(node, 'scale'), key.width),
    softcap: 0,
    causal: integerOf(node, 'unidirectional') === 1,
    window: -1,
    biases: [
      ...(scores === '' ? [] : [scores]),
      ...(padding === '' ? [] : [paddingBias(writer, padding, hidden, key.element)]),
    ],
    flatOutput: true,
  };
}

/** From 1 for keys that count and 0 for padding: [rows, keys] or [rows, tokens, keys]. */
function paddingBias(writer: GraphWriter, padding: string, hidden: string, element: number): string {
  const counts = writer.add('Cast', [padding], { to: elementType.bool });
  const length = writer.add('Gather', [writer.add('Shape', [counts]), writer.integers(-1)]);
  const shape = writer.add('Concat', [writer.integers(0, 1, -1), length], { axis: 0 });
  const visible = writer.add('Reshape', [counts, shape]);
  return writer.add('Where', [visible, writer.floatOf(0, element), hidden]);
}

function refuseStrange(node: Node, heads: number, { key }: LayerCaches): void {
  const [, keys = '', values = '', bias = '', , , past = ''] = node.inputs;
  const strange = node.attributes.find(({ name }) => !known.has(name));
  if (strange !== undefined) throw new CannotShare(`${node.name} has the unknown attribute ${strange.name}`);
  if (heads === 0 || heads % key.heads !== 0) {
    throw new CannotShare(`${node.name} has ${heads} heads, but ${key.past} has ${key.heads}`);
  }
  if (keys === '' || values === '') {
    throw new CannotShare(`${node.name} takes queries, keys and values in one, which ONNX Runtime can't run on a CPU`);
  }
  if (past === '' && integerOf(node, 'unidirectional') === 1) {
    throw new CannotShare(`${node.operator} ${node.name} is causal from its first key on, whatever is in the cache`);
  }
  if (past === '' && bias !== '') throw new CannotShare(`${node.name} adds a bias to keys of the cache`);
  if (node.inputs.slice(8).some((input) => input !== '') || (node.outputs[3] ?? '') !== '') {
    throw new CannotShare(`${node.name} writes into its cache in place or gives its scores away`);
  }
}
