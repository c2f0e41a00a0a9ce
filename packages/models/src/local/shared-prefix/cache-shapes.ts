import { integerOf, integersOf, type GraphWriter } from '../onnx/graph-writer.ts';
import type { Graph, Node } from '../onnx/model.ts';
import { CannotShare } from './cannot-share.ts';
import type { CacheInput, CacheSizes } from './layers.ts';
import type { SharedAttention } from './shared-attention.ts';

/** One dimension: a number, or one that is known when the graph runs. */
type Dimension = number | 'rows' | 'past' | 'whole';

/**
 * Shapes of caches as the export means them. Positions and masks are computed from how long the cache is, also from
 * repeated or transposed forms of it; in the rewritten graph these hold less, or are no longer computed.
 */
export class CacheShapes {
  readonly #writer: GraphWriter;
  readonly #known = new Map<string, Dimension[]>();
  readonly #values: { rows: string; past: string; whole: string };

  constructor(
    graph: Graph,
    writer: GraphWriter,
    attention: SharedAttention,
    caches: readonly CacheInput[],
    { queryHeads }: CacheSizes,
  ) {
    this.#writer = writer;
    const first = caches[0]?.past ?? '';
    const past = writer.add('Add', [attention.prefixLength, attention.dimension(first, 2)]);
    const whole = writer.add('Add', [past, attention.dimension('input_ids', 1)]);
    this.#values = { rows: attention.dimension(first, 0), past, whole };
    for (const { past: name, heads, width } of caches) this.#known.set(name, ['rows', heads, 'past', width]);
    const presents = new Map(caches.map((cache) => [cache.present, cache]));
    const joined = new Map(caches.map((cache) => [cache.past, cache]));
    for (const node of graph.nodes) {
      const [input = ''] = node.inputs;
      const [output = ''] = node.outputs;
      const read = joined.get(input);
      if (read !== undefined && node.operator === 'Cast') joined.set(output, read);
      const cache = node.operator === 'Concat' ? read : undefined;
      for (const name of node.outputs) {
        const made = presents.get(name) ?? cache;
        if (made !== undefined) this.#known.set(name, ['rows', made.heads, 'whole', made.width]);
      }
      const shape = this.#known.get(input);
      const next = shape === undefined ? undefined : shapeAfter(node, shape, queryHeads);
      if (next !== undefined && !this.#known.has(output)) this.#known.set(output, next);
    }
  }

  /** Whether a node asks for the shape of a cache. */
  asks(node: Node): boolean {
    return node.operator === 'Shape' && this.#known.has(node.inputs[0] ?? '');
  }

  /** Writes the answer in place of the node. */
  write(node: Node): void {
    const shape = this.#known.get(node.inputs[0] ?? '') ?? [];
    const parts = shape
      .slice(integerOf(node, 'start') ?? 0, integerOf(node, 'end') ?? shape.length)
      .map((part) => (typeof part === 'number' ? this.#writer.integers(part) : this.#values[part]));
    if (parts.length === 0) throw new CannotShare(`${node.name} asks for no dimension of ${node.inputs[0]}`);
    this.#writer.add('Concat', parts, { axis: 0 }, { output: node.outputs[0] ?? '' });
  }
}

/** What the ways of repeating heads and transposing keys make of a shape. */
function shapeAfter(node: Node, shape: Dimension[], queryHeads: number | undefined): Dimension[] | undefined {
  const [rows = 0, heads = 0, ...rest] = shape;
  const groups = queryHeads === undefined || typeof heads !== 'number' ? undefined : queryHeads / heads;
  switch (node.operator) {
    case 'Identity':
    case 'Cast':
    case 'Mul':
    case 'Div':
      return shape;
    case 'Transpose':
      return integersOf(node, 'perm')?.map((axis) => shape[axis] ?? 0);
    case 'Unsqueeze':
      return shape.length === 4 ? [rows, heads, 1, ...rest] : undefined;
    case 'Expand':
      return shape.length === 5 && groups !== undefined ? [rows, heads, groups, ...rest.slice(1)] : undefined;
    case 'Reshape':
      return shape.length === 5 && queryHeads !== undefined ? [rows, queryHeads, ...rest.slice(1)] : undefined;
    default:
      return undefined;
  }
}
