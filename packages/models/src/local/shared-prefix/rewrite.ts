import { GraphWriter, MICROSOFT, usedBy } from '../onnx/graph-writer.ts';
import { model, opset, type Graph, type Node } from '../onnx/model.ts';
import type { LayerCaches } from './attention-call.ts';
import { AttentionOperators, pastKeys } from './attention-operators.ts';
import { CacheShapes } from './cache-shapes.ts';
import { CannotShare } from './cannot-share.ts';
import { cacheInputs, describeCaches, type CacheInput, type CacheSizes } from './layers.ts';
import { findJoinedLayer, writeMix, writeScores } from './joined-layer.ts';
import { inOrder, neededNodes, producersOf } from './node-order.ts';
import { SharedAttention } from './shared-attention.ts';

/** From this version on, operators take axes as inputs. */
const OLDEST_OPSET = 13;

/** Operators that join a cache with new positions, or pass it on. */
const joins = new Set(['Concat', 'Identity', 'Cast']);

/** What is written in a node's place. */
type Replacements = Map<Node, () => void>;

/**
 * Rewrites a decoder so that a prefix of the attention cache is common to all rows of a batch: for every
 * `past_key_values.*` there is one more input `prefix.*` of one row, and past and present hold only what comes after it.
 * `attention_mask`, where it is still an input, covers prefix and suffix.
 *
 * @throws CannotShare when the graph has a part that this does not know
 */
export function sharePrefix(outline: Uint8Array, sizes: CacheSizes): Uint8Array {
  const decoded = model.decode(outline);
  const { graph, opsets } = decoded;
  const version = opsets.find(({ domain }) => domain === '' || domain === 'ai.onnx')?.version ?? 0;
  if (graph === undefined || version < OLDEST_OPSET) {
    throw new CannotShare(`it is written for version ${version} of ONNX's operators, older than ${OLDEST_OPSET}`);
  }
  graph.nodes = inOrder(graph.nodes);
  const caches = cacheInputs(graph, sizes);
  const writer = new GraphWriter(graph, 'agentd.shared');
  const attention = new SharedAttention(writer, caches[0]?.prefix ?? '');
  const replacements = attentionReplacements(graph, writer, attention, caches, sizes.queryHeads);
  const suffixes = suffixValues(graph, caches);
  const shapes = new CacheShapes(graph, writer, attention, caches, sizes);
  for (const node of graph.nodes) if (shapes.asks(node)) replacements.set(node, () => shapes.write(node));
  const exported = new Set(graph.nodes);
  for (const node of graph.nodes) {
    const replace = replacements.get(node);
    if (replace === undefined) writer.keep(node);
    else replace();
  }
  graph.nodes = neededNodes(graph, writer.nodes);
  for (const node of graph.nodes) if (exported.has(node)) refuseOtherReaders(node, suffixes);
  describeCaches(graph, caches);
  if (!opsets.some(({ domain }) => domain === MICROSOFT)) {
    opsets.push(opset.create({ domain: MICROSOFT, version: 1 }));
  }
  return model.encode(decoded);
}

function attentionReplacements(
  graph: Graph,
  writer: GraphWriter,
  attention: SharedAttention,
  caches: readonly CacheInput[],
  queryHeads: number | undefined,
): Replacements {
  const replacements: Replacements = new Map();
  const operators = new AttentionOperators(graph, writer, attention, caches, queryHeads);
  const fused = graph.nodes.filter((node) => pastKeys(node) !== undefined);
  const byPast = new Map(fused.map((node) => [pastKeys(node) ?? '', node] as const));
  const producers = producersOf(graph.nodes);
  const products = graph.nodes.filter(({ operator }) => operator === 'MatMul' || operator === 'FusedMatMul');
  for (const caching of layersOf(caches)) {
    const node = byPast.get(caching.key.past);
    if (node !== undefined) {
      replacements.set(node, () => operators.replaceCaching(node, caching));
      continue;
    }
    const layer = findJoinedLayer(products, fused, producers, caching, writer);
    if (layer.scores === layer.mix) {
      replacements.set(layer.mix, () => operators.replaceReading(layer, caching));
      continue;
    }
    replacements.set(layer.scores, () => writeScores(writer, attention, layer));
    replacements.set(layer.mix, () => writeMix(writer, attention, layer));
  }
  return replacements;
}

function layersOf(caches: readonly CacheInput[]): LayerCaches[] {
  const keys = caches.filter(({ name }) => name.endsWith('.key'));
  return keys.map((key) => {
    const wanted = key.name.replace(/key$/, 'value');
    const value = caches.find(({ name }) => name === wanted);
    if (value === undefined || value.heads !== key.heads) {
      throw new CannotShare(`there are no values of ${key.heads} heads for ${key.past}`);
    }
    return { key, value };
  });
}

/** Values that hold less in the rewritten graph than they were exported to hold. */
function suffixValues(graph: Graph, caches: readonly CacheInput[]): Set<string> {
  const pasts = new Set(caches.map(({ past }) => past));
  const suffixes = new Set(pasts);
  for (const node of graph.nodes) {
    const [first = ''] = node.inputs;
    if (joins.has(node.operator) && suffixes.has(first)) suffixes.add(node.outputs[0] ?? '');
    if (pasts.has(pastKeys(node) ?? '')) for (const present of node.outputs.slice(1)) suffixes.add(present);
  }
  return suffixes;
}

function refuseOtherReaders(node: Node, suffixes: ReadonlySet<string>): void {
  if (joins.has(node.operator) && suffixes.has(node.outputs[0] ?? '')) return;
  const read = usedBy(node).find((name) => suffixes.has(name));
  if (read !== undefined) throw new CannotShare(`${read} is also read by ${node.operator} ${node.name}`);
}
