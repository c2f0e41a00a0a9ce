import { floatOf, integerOf, type GraphWriter } from '../onnx/graph-writer.ts';
import type { Node } from '../onnx/model.ts';
import { CannotShare } from './cannot-share.ts';
import type { CacheInput } from './layers.ts';
import type { SharedAttention, SharedSlot } from './shared-attention.ts';

/** One layer whose attention is written out in ONNX's own operators. */
export interface PlainLayer {
  key: SharedSlot;
  value: SharedSlot;
  /** The matrix products with the keys and with the values. */
  scores: Node;
  mix: Node;
  /** Factors and divisors on the way from the cache to the product with the keys; they move to the queries. */
  scales: { operator: string; by: string }[];
}

/** What may stand between a cache and its product: the repetition of heads, the transposition, a scale. */
const passes = new Set(['Identity', 'Reshape', 'Expand', 'Unsqueeze', 'Squeeze', 'Transpose', 'Mul', 'Div']);

/**
 * Finds the attention of a layer: the Concat that joins past and new keys, and the product that reads it.
 * @throws CannotShare when there is something else, or more than one
 */
export function findPlainLayer(
  products: readonly Node[],
  producers: ReadonlyMap<string, Node>,
  key: CacheInput,
  value: CacheInput,
): PlainLayer {
  const joinedKey = joined(producers, key);
  const joinedValue = joined(producers, value);
  const [scores, scales] = reader(products, producers, joinedKey, key);
  const [mix, valueScales] = reader(products, producers, joinedValue, value);
  if (valueScales.length > 0) throw new CannotShare(`the values of ${value.past} are scaled before they are mixed`);
  if (mix.operator !== 'MatMul') throw new CannotShare(`${value.past} is read by ${mix.operator}`);
  return {
    key: { ...key, suffix: joinedKey },
    value: { ...value, suffix: joinedValue },
    scores,
    mix,
    scales,
  };
}

/** Writes the product with the keys; what follows it (scale, mask, softmax) stays as it was exported. */
export function writeScores(writer: GraphWriter, attention: SharedAttention, layer: PlainLayer): void {
  const { key, scores, scales } = layer;
  let queries = scores.inputs[0] ?? '';
  for (const { operator, by } of scales) queries = writer.add(operator, [queries, by]);
  const alpha = floatOf(scores, 'alpha') ?? 1;
  if (alpha !== 1) queries = writer.add('Mul', [queries, writer.float(alpha)]);
  attention.apart(attention.scores(queries, key), key, { output: scores.outputs[0] ?? '' });
}

/** Writes the product with the values. */
export function writeMix(writer: GraphWriter, attention: SharedAttention, layer: PlainLayer): void {
  const { key, value, mix } = layer;
  const weights = attention.grouped(mix.inputs[0] ?? '', key);
  attention.mix(weights, key, value, { output: mix.outputs[0] ?? '' });
}

/** The Concat of past and new positions behind an output, by the name of its value. */
function joined(producers: ReadonlyMap<string, Node>, cache: CacheInput): string {
  let name = cache.present;
  let node = producers.get(name);
  while (node?.operator === 'Identity') {
    name = node.inputs[0] ?? '';
    node = producers.get(name);
  }
  const axis = node === undefined ? undefined : integerOf(node, 'axis');
  const [past, , ...more] = node?.inputs ?? [];
  if (node?.operator !== 'Concat' || past !== cache.past || more.length > 0 || (axis !== 2 && axis !== -2)) {
    throw new CannotShare(
      `${cache.present} comes from ${node?.operator ?? 'nowhere'}, not from a Concat of ${cache.past} and new positions`,
    );
  }
  return name;
}

function reader(
  products: readonly Node[],
  producers: ReadonlyMap<string, Node>,
  cache: string,
  { past }: CacheInput,
): [Node, PlainLayer['scales']] {
  const found = products.flatMap((node): [Node, PlainLayer['scales']][] => {
    const scales = scalesBetween(producers, cache, node.inputs[1] ?? '');
    return scales === undefined ? [] : [[node, scales]];
  });
  const [only, ...others] = found;
  if (only === undefined || others.length > 0) {
    throw new CannotShare(`${found.length} matrix products read ${past}, where one was expected`);
  }
  return only;
}

/** Scales on the way from `source` to `name`; undefined when the one does not come from the other. */
function scalesBetween(
  producers: ReadonlyMap<string, Node>,
  source: string,
  name: string,
): PlainLayer['scales'] | undefined {
  if (name === source) return [];
  const node = producers.get(name);
  if (node === undefined || !passes.has(node.operator)) return undefined;
  const [first = '', second = ''] = node.inputs;
  const scales = scalesBetween(producers, source, first);
  const isScale = node.operator === 'Mul' || node.operator === 'Div';
  if (scales !== undefined) return isScale ? [...scales, { operator: node.operator, by: second }] : scales;
  if (node.operator !== 'Mul') return undefined;
  const others = scalesBetween(producers, source, second);
  return others === undefined ? undefined : [...others, { operator: 'Mul', by: first }];
}
