import { sampleRandom, type Random } from '../../random.ts';
import { GraphWriter, MICROSOFT } from '../onnx/graph-writer.ts';
import {
  attribute,
  dimension,
  elementType,
  graph as graphType,
  node,
  shape,
  tensorData,
  tensorType,
  valueInfo,
  valueType,
  type Graph,
  type ValueInfo,
} from '../onnx/model.ts';

/** Sizes of a decoder. */
export interface DecoderSizes {
  layers: number;
  hidden: number;
  heads: number;
  keyHeads: number;
  width: number;
  /** Width of the feed-forward part; 0 leaves it out. */
  inner: number;
  vocabulary: number;
  /** Most tokens. */
  positions: number;
}

/** A few kilobytes of weights. */
export const small: DecoderSizes = {
  layers: 2,
  hidden: 32,
  heads: 4,
  keyHeads: 2,
  width: 32,
  inner: 0,
  vocabulary: 64,
  positions: 64,
};

/** How weights are kept. */
export type Weights = 'fp32' | 'int8' | 'q4';

/** The field for the name of a graph, which ONNX Runtime wants. */
export const GRAPH_NAME = Uint8Array.of(0x12, 1, 0x67);

/** What writes one decoder. */
export class DecoderWriter {
  readonly graph: Graph = graphType.create({});
  readonly writer = new GraphWriter(this.graph, 'exported');
  readonly #random: Random = sampleRandom(11, 0);
  readonly #weights: Weights;
  readonly sizes: DecoderSizes;

  constructor(weights: Weights, sizes: DecoderSizes) {
    this.#weights = weights;
    this.sizes = sizes;
  }

  /** A tensor of 32-bit floats. */
  tensor(name: string, dims: readonly number[], values: Float32Array): string {
    return this.#put(name, dims, elementType.float32, new Uint8Array(values.buffer));
  }

  /** A node with attributes that are no whole numbers, or with several outputs. */
  special(
    operator: string,
    inputs: string[],
    outputs: string[],
    integers: Record<string, number>,
    floats: Record<string, number> = {},
    domain: string = MICROSOFT,
  ): void {
    this.writer.add(operator, inputs, integers, { domain, output: outputs[0] ?? '' });
    const added = this.writer.nodes.at(-1);
    added?.outputs.push(...outputs.slice(1));
    for (const [name, float] of Object.entries(floats))
      added?.attributes.push(attribute.create({ name, kind: 1, float }));
  }

  /** The value through either branch of a condition on a length. */
  choice(value: string, dims: readonly number[], length: string): string {
    const branch = (name: string): Graph =>
      graphType.create({
        rest: [GRAPH_NAME],
        nodes: [node.create({ operator: 'Identity', inputs: [value], outputs: [`${value}.${name}`] })],
        outputs: [info(`${value}.${name}`, elementType.float32, dims)],
      });
    const output = this.writer.add('If', [this.writer.add('Greater', [length, this.writer.integer(10)])]);
    this.writer.nodes
      .at(-1)
      ?.attributes.push(
        attribute.create({ name: 'then_branch', kind: 5, graph: branch('long') }),
        attribute.create({ name: 'else_branch', kind: 5, graph: branch('short') }),
      );
    return output;
  }

  /** The product of a value with random weights. */
  linear(name: string, value: string, rows: number, columns: number): string {
    const weights = this.normal(rows * columns, 1.4 / Math.sqrt(rows));
    if (this.#weights === 'fp32') {
      return this.writer.add('MatMul', [value, this.tensor(name, [rows, columns], weights)]);
    }
    if (this.#weights === 'int8') {
      const scale = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) / 127;
      const whole = Int8Array.from(weights, (weight) => Math.round(weight / scale));
      const quantised = this.#put(name, [rows, columns], 3, new Uint8Array(whole.buffer));
      const scales = this.tensor(`${name}.scale`, [1], Float32Array.of(scale));
      return this.writer.add('DynamicQuantizeMatMul', [value, quantised, scales], {}, { domain: MICROSOFT });
    }
    const block = 32;
    const blocks = Math.ceil(rows / block);
    const packed = Uint8Array.from({ length: (columns * rows) / 2 }, () => Math.floor(this.#random() * 256));
    const scales = new Float32Array(columns * blocks).fill(0.4 / Math.sqrt(rows));
    const quantised = this.#put(name, [columns, blocks, block / 2], 2, packed);
    const settings = { K: rows, N: columns, bits: 4, block_size: block };
    const inputs = [value, quantised, this.tensor(`${name}.scale`, [columns * blocks], scales)];
    return this.writer.add('MatMulNBits', inputs, settings, { domain: MICROSOFT });
  }

  normal(count: number, deviation: number): Float32Array {
    const one = (): number => this.#random() + this.#random() + this.#random() - 1.5;
    return Float32Array.from({ length: count }, () => 2 * deviation * one());
  }

  #put(name: string, dims: readonly number[], type: number, raw: Uint8Array): string {
    this.graph.initializers.push(tensorData.create({ name, dims: dims.map(BigInt), type, raw }));
    return name;
  }
}

/** What is declared of an input or output. */
export function info(name: string, element: number, dims: readonly (number | string)[]): ValueInfo {
  const sizes = dims.map((dim) => dimension.create(typeof dim === 'number' ? { size: dim } : { symbol: dim }));
  const tensor = tensorType.create({ element, shape: shape.create({ dims: sizes }) });
  return valueInfo.create({ name, type: valueType.create({ tensor }) });
}
