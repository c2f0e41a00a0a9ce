import { MICROSOFT, type GraphWriter, type NodeOptions } from '../onnx/graph-writer.ts';

/** Keys or values of one layer in the rewritten graph. */
export interface SharedSlot {
  /** What all rows have in common: [1, heads, prefix, width]. */
  prefix: string;
  /** What each row has of its own, the new tokens included: [rows, heads, suffix, width]. */
  suffix: string;
  heads: number;
  width: number;
}

/** Shapes of the running batch, as values of the graph; the same in all layers that have as many heads. */
interface BatchShapes {
  rows: string;
  tokens: string;
  /** Queries of a row for one head of keys: grouped heads times tokens. */
  queries: string;
  allQueries: string;
}

/**
 * Attention to a prefix that all rows share and to each row's own suffix, under one softmax. Queries of all rows are
 * laid side by side, so that the prefix is read once, in one matrix product for each head of keys (Juravsky et al.,
 * "Hydragen", https://arxiv.org/abs/2402.05099).
 */
export class SharedAttention {
  readonly #graph: GraphWriter;
  readonly #shapes = new Map<string, BatchShapes>();
  /** Length of the shared prefix, as a list of one number. */
  readonly prefixLength: string;

  constructor(graph: GraphWriter, firstPrefix: string) {
    this.#graph = graph;
    this.prefixLength = this.dimension(firstPrefix, 2);
  }

  /** One dimension of a value, as a list of one number. */
  dimension(value: string, axis: number): string {
    const graph = this.#graph;
    return graph.add('Gather', [graph.add('Shape', [value]), graph.integers(axis)]);
  }

  /**
   * Products of queries and keys as [rows, key heads, queries, prefix + suffix].
   * @param queries [rows, heads, tokens, width]
   * @param suffixMask added to the scores of the suffix; [tokens, suffix]
   */
  scores(queries: string, keys: SharedSlot, suffixMask?: string): string {
    const graph = this.#graph;
    const { heads, width } = keys;
    const grouped = graph.add('Reshape', [queries, graph.integers(0, heads, -1, width)]);
    const shapes = this.#shapesOf(queries, grouped, keys);
    const sideBySide = graph.add('Reshape', [this.#swap(grouped), graph.integers(heads, -1, width)]);
    const products = this.#product(sideBySide, this.#flat(keys.prefix));
    const byRow = [graph.integers(heads), shapes.rows, shapes.queries, graph.integers(-1)];
    const toPrefix = this.#swap(graph.add('Reshape', [products, this.#list(...byRow)]));
    let toSuffix = this.#product(grouped, keys.suffix);
    if (suffixMask !== undefined) toSuffix = this.addMask(toSuffix, suffixMask, keys);
    return graph.add('Concat', [toPrefix, toSuffix], { axis: -1 });
  }

  /** Adds a mask that fits [rows, heads, tokens, keys] to scores, and gives scores of the same shape back. */
  addMask(scores: string, mask: string, keys: SharedSlot): string {
    return this.grouped(this.#graph.add('Add', [this.apart(scores, keys), mask]), keys);
  }

  /** Takes heads and tokens of scores apart: [rows, heads, tokens, keys]. */
  apart(scores: string, keys: SharedSlot, options: NodeOptions = {}): string {
    const graph = this.#graph;
    const { rows, tokens } = this.#known(keys);
    const shape = this.#list(rows, graph.integers(-1), tokens, this.dimension(scores, 3));
    return graph.add('Reshape', [scores, shape], {}, options);
  }

  /** The reverse of {@link apart}. */
  grouped(scores: string, keys: SharedSlot): string {
    const graph = this.#graph;
    const { rows, queries } = this.#known(keys);
    const shape = this.#list(rows, graph.integers(keys.heads), queries, graph.integers(-1));
    return graph.add('Reshape', [scores, shape]);
  }

  /**
   * Sums of values as [rows, heads, tokens, width].
   * @param weights [rows, key heads, queries, prefix + suffix]
   */
  mix(weights: string, keys: SharedSlot, values: SharedSlot, options: NodeOptions = {}): string {
    const graph = this.#graph;
    const { rows, tokens, queries, allQueries } = this.#known(keys);
    const heads = graph.integers(values.heads);
    const any = graph.integers(-1);
    const last = graph.integers(-1);
    const end = graph.integers(Number.MAX_SAFE_INTEGER);
    const ofPrefix = graph.add('Slice', [weights, graph.integers(0), this.prefixLength, last]);
    const ofSuffix = graph.add('Slice', [weights, this.prefixLength, end, last]);
    const sideBySide = graph.add('Reshape', [this.#swap(ofPrefix), this.#list(heads, allQueries, any)]);
    const fromPrefix = graph.add('MatMul', [sideBySide, this.#flat(values.prefix)]);
    const width = graph.integers(values.width);
    const byRow = graph.add('Reshape', [fromPrefix, this.#list(heads, rows, queries, width)]);
    const sum = graph.add('Add', [this.#swap(byRow), graph.add('MatMul', [ofSuffix, values.suffix])]);
    return graph.add('Reshape', [sum, this.#list(rows, any, tokens, width)], {}, options);
  }

  #product(queries: string, keys: string): string {
    return this.#graph.add('FusedMatMul', [queries, keys], { transB: 1 }, { domain: MICROSOFT });
  }

  #flat(prefix: string): string {
    return this.#graph.add('Squeeze', [prefix, this.#graph.integers(0)]);
  }

  /** Swaps rows and heads. */
  #swap(value: string): string {
    return this.#graph.add('Transpose', [value], { perm: [1, 0, 2, 3] });
  }

  #list(...parts: string[]): string {
    return this.#graph.add('Concat', parts, { axis: 0 });
  }

  #shapesOf(queries: string, grouped: string, keys: SharedSlot): BatchShapes {
    const key = `${keys.heads} ${keys.width}`;
    const known = this.#shapes.get(key);
    if (known !== undefined) return known;
    const rows = this.dimension(queries, 0);
    const tokens = this.dimension(queries, 2);
    const perHead = this.dimension(grouped, 2);
    const shapes = { rows, tokens, queries: perHead, allQueries: this.#graph.add('Mul', [rows, perHead]) };
    this.#shapes.set(key, shapes);
    return shapes;
  }

  #known(keys: SharedSlot): BatchShapes {
    const shapes = this.#shapes.get(`${keys.heads} ${keys.width}`);
    if (shapes === undefined) throw new Error('the weights of a layer come before its scores');
    return shapes;
  }
}
