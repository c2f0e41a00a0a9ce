import { GraphWriter, MICROSOFT, usedBy } from '../onnx/graph-writer.ts';
import { model, opset, type Graph, type Node } from '../onnx/model.ts';
import { CacheShapes } from './cache-shapes.ts';
import { CannotShare } from './cannot-share.ts';
import { GroupedQueryRewrite } from './grouped-query.ts';
import { cacheInputs, describeCaches, producersOf, type CacheInput, type CacheSizes } from './layers.ts';
import { findPlainLayer, writeMix, writeScores } from './plain-attention.ts';
import { SharedAttention } from './shared-attention.ts';

/** From this version on, operators take axes as inputs. */
const OLDEST_OPSET = 13;

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
  const caches = cacheInputs(graph, sizes);
  const writer = new GraphWriter(graph, 'agentd.shared');
  const attention = new SharedAttention(writer, caches[0]?.prefix ?? '');
  const replacements = attentionReplacements(graph, writer, attention, caches);
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
): Replacements {
  const replacements: Replacements = new Map();
  const grouped = new Map(graph.nodes.filter(isGroupedQuery).map((node) => [node.inputs[3] ?? '', node] as const));
  const groupedRewrite = grouped.size === 0 ? undefined : new GroupedQueryRewrite(graph, writer, attention, caches);
  const producers = producersOf(graph);
  const products = graph.nodes.filter(({ operator }) => operator === 'MatMul' || operator === 'FusedMatMul');
  for (const [key, value] of layersOf(caches)) {
    const node = grouped.get(key.past);
    if (node !== undefined && groupedRewrite !== undefined) {
      replacements.set(node, () => groupedRewrite.replace(node, key, value));
      continue;
    }
    const layer = findPlainLayer(products, producers, key, value);
    replacements.set(layer.scores, () => writeScores(writer, attention, layer));
    replacements.set(layer.mix, () => writeMix(writer, attention, layer));
  }
  return replacements;
}

function layersOf(caches: readonly CacheInput[]): [CacheInput, CacheInput][] {
  const keys = caches.filter(({ name }) => name.endsWith('.key'));
  return keys.map((key) => {
    const wanted = key.name.replace(/key$/, 'value');
    const value = caches.find(({ name }) => name === wanted);
    if (value === undefined || value.heads !== key.heads) {
      throw new CannotShare(`there are no values of ${key.heads} heads for ${key.past}`);
    }
    return [key, value];
  });
}

function isGroupedQuery({ operator, domain }: Node): boolean {
  return operator === 'GroupQueryAttention' && domain === MICROSOFT;
}

/** Values that hold less in the rewritten graph than they were exported to hold. */
function suffixValues(graph: Graph, caches: readonly CacheInput[]): Set<string> {
  const pasts = new Set(caches.map(({ past }) => past));
  const suffixes = new Set(pasts);
  for (const node of graph.nodes) {
    const [first = ''] = node.inputs;
    if (node.operator === 'Concat' && pasts.has(first)) suffixes.add(node.outputs[0] ?? '');
    if (node.operator === 'Identity' && suffixes.has(first)) suffixes.add(node.outputs[0] ?? '');
    if (isGroupedQuery(node)) for (const present of node.outputs.slice(1)) suffixes.add(present);
  }
  return suffixes;
}

/** The nodes that outputs of the graph depend on. */
function neededNodes(graph: Graph, nodes: readonly Node[]): Node[] {
  const producers = new Map(nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  const needed = new Set<Node>();
  const open = graph.outputs.map(({ name }) => name);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const node = producers.get(name);
    if (node === undefined || needed.has(node)) continue;
    needed.add(node);
    open.push(...usedBy(node));
  }
  return nodes.filter((node) => needed.has(node));
}

function refuseOtherReaders(node: Node, suffixes: ReadonlySet<string>): void {
  const joins = node.operator === 'Concat' || node.operator === 'Identity';
  if (joins && suffixes.has(node.outputs[0] ?? '')) return;
  const read = usedBy(node).find((name) => suffixes.has(name));
  if (read !== undefined) throw new CannotShare(`${read} is also read by ${node.operator} ${node.name}`);
}
