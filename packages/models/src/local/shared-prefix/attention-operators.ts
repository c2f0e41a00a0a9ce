import { MICROSOFT, type GraphWriter } from '../onnx/graph-writer.ts';
import type { Graph, Node } from '../onnx/model.ts';
import { AttentionWriter } from './attend.ts';
import type { AttentionCall, LayerCaches } from './attention-call.ts';
import { CannotShare } from './cannot-share.ts';
import { readGroupedQuery } from './grouped-query.ts';
import { scaledQueries, type JoinedLayer } from './joined-layer.ts';
import type { CacheInput } from './layers.ts';
import { readMultiHead } from './multi-head.ts';
import { readAttention } from './onnx-attention.ts';
import type { SharedAttention } from './shared-attention.ts';
import { ValueTypes } from './value-types.ts';

/** Which input of an operator takes past keys. */
const pastInput = { GroupQueryAttention: 3, MultiHeadAttention: 6, Attention: 4 };

type Operator = keyof typeof pastInput;

/** The attention operator that a node is; undefined for other nodes. */
function operatorOf({ operator, domain }: Node): Operator | undefined {
  if (operator === 'Attention') return domain === '' || domain === 'ai.onnx' ? operator : undefined;
  if (operator !== 'GroupQueryAttention' && operator !== 'MultiHeadAttention') return undefined;
  return domain === MICROSOFT ? operator : undefined;
}

/** The name of an attention operator's past keys, empty where it has none; undefined for other nodes. */
export function pastKeys(node: Node): string | undefined {
  const operator = operatorOf(node);
  return operator === undefined ? undefined : (node.inputs[pastInput[operator]] ?? '');
}

/** Rewrites operators that compute the whole of attention. */
export class AttentionOperators {
  readonly #writer: GraphWriter;
  readonly #attend: AttentionWriter;
  readonly #types: ValueTypes;
  readonly #queryHeads: number | undefined;

  constructor(
    graph: Graph,
    writer: GraphWriter,
    attention: SharedAttention,
    caches: readonly CacheInput[],
    queryHeads: number | undefined,
  ) {
    this.#writer = writer;
    this.#attend = new AttentionWriter(writer, attention, caches);
    this.#types = new ValueTypes(graph);
    this.#queryHeads = queryHeads;
  }

  /**
   * Writes what takes the place of an operator that joins the cache.
   * @throws CannotShare for a variant that has no equal in other operators
   */
  replaceCaching(node: Node, caches: LayerCaches): void {
    const call = this.#read(node, caches);
    const { key, value } = caches;
    const [output = '', presentKey = '', presentValue = ''] = node.outputs;
    if (call.added === undefined) throw new CannotShare(`${node.name} joins ${key.past} with nothing`);
    this.#writer.add('Concat', [key.past, call.added.keys], { axis: 2 }, { output: presentKey });
    this.#writer.add('Concat', [value.past, call.added.values], { axis: 2 }, { output: presentValue });
    const slots = [
      { ...key, suffix: presentKey },
      { ...value, suffix: presentValue },
    ] as const;
    this.#attend.write(call, ...slots, key.element, output);
  }

  /** The same for one that reads the joined cache. */
  replaceReading(layer: JoinedLayer, caches: LayerCaches): void {
    const node = layer.mix;
    const { key, value } = caches;
    const call = this.#read(node, { key: { ...key, element: layer.element }, value });
    if (call.added !== undefined) throw new CannotShare(`${node.name} joins what is already joined`);
    const queries = scaledQueries(this.#writer, layer, call.queries);
    this.#attend.write({ ...call, queries }, layer.key, layer.value, layer.element, node.outputs[0] ?? '');
  }

  #read(node: Node, caches: LayerCaches): AttentionCall {
    switch (operatorOf(node)) {
      case 'GroupQueryAttention':
        return readGroupedQuery(node, caches, this.#writer, this.#types, this.#attend.mask.start);
      case 'MultiHeadAttention':
        return readMultiHead(node, caches, this.#writer);
      case 'Attention':
        return readAttention(node, caches, this.#writer, this.#types, this.#queryHeads);
      case undefined:
        throw new CannotShare(`${node.operator} ${node.name} is no attention operator`);
    }
  }
}
