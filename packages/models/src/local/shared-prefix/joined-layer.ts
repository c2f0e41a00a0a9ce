import { floatOf, integerOf, type GraphWriter } from '../onnx/graph-writer.ts';
import type { Node } from '../onnx/model.ts';
import type { LayerCaches } from './attention-call.ts';
import { CannotShare } from './cannot-share.ts';
import type { CacheInput } from './layers.ts';
import type { SharedAttention, SharedSlot } from './shared-attention.ts';

/** One layer whose cache the graph joins itself, and the nodes that read it. */
export interface JoinedLayer {
  key: SharedSlot;
  value: SharedSlot;
  /** Element type of the joined cache. */
  element: number;
  /** The matrix products with the keys and with the values; or twice the operator that does both. */
  scores: Node;
  mix: Node;
  /** Factors and divisors on the way from the cache to the product with the keys; they move to the queries. */
  scales: { operator: string; by: string }[];
}

/** What may stand between a cache and its product: the repetition of heads, the transposition, a scale. */
const passes = new Set(['Identity', 'Reshape', 'Expand', 'Unsqueeze', 'Squeeze', 'Transpose', 'Mul', 'Div']);

/**
 * Finds the attention of a layer: the Concat that joins past and new keys, and what reads it.
 * @param products matrix products, which read keys or values, and operators, which read both
 * @throws CannotShare when there is something else, or more than one
 */
export function findJoinedLayer(
  products: readonly Node[],
  operators: readonly Node[],
  producers: ReadonlyMap<string, Node>,
  { key, value }: LayerCaches,
  writer: GraphWriter,
): JoinedLayer {
  const { name: joinedKey, cast } = joined(producers, key);
  const { name: joinedValue } = joined(producers, value);
  const prefixOf = ({ prefix }: CacheInput): string =>
    cast === undefined ? prefix : writer.add('Cast', [prefix], { to: cast });
  const [scores, scales] = reader([...products, ...operators], 1, producers, joinedKey, key);
  const whole = operators.includes(scores);
  const [mix, valueScales] = reader(whole ? [scores] : products, whole ? 2 : 1, producers, joinedValue, value);
  if (valueScales.length > 0) throw new CannotShare(`the values of ${value.past} are scaled before they are mixed`);
  if (!whole && mix.operator !== 'MatMul') throw new CannotShare(`${value.past} is read by ${mix.operator}`);
  return {
    key: { ...key, prefix: prefixOf(key), suffix: joinedKey },
    value: { ...value, prefix: prefixOf(value), suffix: joinedValue },
    element: cast ?? key.element,
    scores,
    mix,
    scales,
  };
}

/** Writes the product with the keys; what follows it (scale, mask, softmax) stays as it was exported. */
export function writeScores(writer: GraphWriter, attention: SharedAttention, layer: JoinedLayer): void {
  const { key, scores } = layer;
  let queries = scaledQueries(writer, layer, scores.inputs[0] ?? '');
  const alpha = floatOf(scores, 'alpha') ?? 1;
  if (alpha !== 1) queries = writer.add('Mul', [queries, writer.float(alpha)]);
  attention.apart(attention.scores(queries, key), key, { output: scores.outputs[0] ?? '' });
}

/** Queries with the factors that the export had put on the keys. */
export function scaledQueries(writer: GraphWriter, { scales }: JoinedLayer, queries: string): string {
  return scales.reduce((scaled, { operator, by }) => writer.add(operator, [scaled, by]), queries);
}

/** Writes the product with the values. */
export function writeMix(writer: GraphWriter, attention: SharedAttention, layer: JoinedLayer): void {
  const { key, value, mix } = layer;
  const weights = attention.grouped(mix.inputs[0] ?? '', key);
  attention.mix(weights, key, value, { output: mix.outputs[0] ?? '' });
}

/** The Concat of past and new positions behind an output: the name of its value, and its type where that is another. */
function joined(producers: ReadonlyMap<string, Node>, cache: CacheInput): { name: string; cast: number | undefined } {
  const name = behindCasts(producers, cache.present).at(-1) ?? '';
  const node = producers.get(name);
  const axis = node === undefined ? undefined : integerOf(node, 'axis');
  const [first = '', , ...more] = node?.inputs ?? [];
  const way = behindCasts(producers, first);
  if (node?.operator !== 'Concat' || way.at(-1) !== cache.past || more.length > 0 || (axis !== 2 && axis !== -2)) {
    throw new CannotShare(
      `${cache.present} comes from ${node?.operator ?? 'nowhere'}, not from a Concat of ${cache.past} and new positions`,
    );
  }
  const casts = way.flatMap((step) => producers.get(step) ?? []).filter(({ operator }) => operator === 'Cast');
  return { name, cast: casts[0] === undefined ? undefined : integerOf(casts[0], 'to') };
}

/** A value and those that it is a copy of, perhaps in another type. */
function behindCasts(producers: ReadonlyMap<string, Node>, name: string): string[] {
  const node = producers.get(name);
  const copies = node?.operator === 'Identity' || node?.operator === 'Cast';
  return copies ? [name, ...behindCasts(producers, node.inputs[0] ?? '')] : [name];
}

function reader(
  candidates: readonly Node[],
  input: number,
  producers: ReadonlyMap<string, Node>,
  cache: string,
  { past }: CacheInput,
): [Node, JoinedLayer['scales']] {
  const found = candidates.flatMap((node): [Node, JoinedLayer['scales']][] => {
    const scales = scalesBetween(producers, cache, node.inputs[input] ?? '');
    return scales === undefined ? [] : [[node, scales]];
  });
  const [only, ...others] = found;
  if (only === undefined || others.length > 0) {
    throw new CannotShare(
      `${found.length} matrix products or attention operators read ${past}, where one was expected`,
    );
  }
  return only;
}

/** Scales on the way from `source` to `name`; undefined when the one does not come from the other. */
function scalesBetween(
  producers: ReadonlyMap<string, Node>,
  source: string,
  name: string,
): JoinedLayer['scales'] | undefined {
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
