import {
  attribute,
  attributeKind,
  elementType,
  node,
  tensorData,
  type Attribute,
  type Graph,
  type Node,
  type TensorData,
} from './model.ts';

/** Domain of ONNX Runtime's own operators. */
export const MICROSOFT = 'com.microsoft';

/** Attributes by name; whole numbers and lists of them. */
export type Attributes = Readonly<Record<string, number | readonly number[]>>;

/** How a node differs from the usual one. */
export interface NodeOptions {
  domain?: string;
  /** Name of its output; a new one where none is given. */
  output?: string;
}

/** Adds nodes and constants to a graph; values are named by strings, as in ONNX itself. */
export class GraphWriter {
  readonly #graph: Graph;
  readonly #prefix: string;
  readonly #constants = new Map<string, string>();
  #count = 0;
  /** The nodes written so far, in the order in which they can run. */
  readonly nodes: Node[] = [];

  /** @param prefix begins the names of what is added; no other name of the graph may begin so */
  constructor(graph: Graph, prefix: string) {
    this.#graph = graph;
    this.#prefix = prefix;
  }

  /** Takes over a node as it is. */
  keep(kept: Node): void {
    this.nodes.push(kept);
  }

  /** Adds a node of one output and gives the output's name. */
  add(operator: string, inputs: string[], attributes: Attributes = {}, options: NodeOptions = {}): string {
    const { domain = '', output = this.#name() } = options;
    this.nodes.push(
      node.create({
        name: this.#name(),
        operator,
        domain,
        inputs,
        outputs: [output],
        attributes: Object.entries(attributes).map(([name, value]) => toAttribute(name, value)),
      }),
    );
    return output;
  }

  /** A list of whole numbers. */
  integers(...values: number[]): string {
    return this.#constant(`i${values.join()}`, {
      dims: [BigInt(values.length)],
      type: elementType.int64,
      raw: new Uint8Array(BigInt64Array.from(values, BigInt).buffer),
    });
  }

  /** One whole number. */
  integer(value: number): string {
    return this.#constant(`s${value}`, {
      type: elementType.int64,
      raw: new Uint8Array(BigInt64Array.of(BigInt(value)).buffer),
    });
  }

  /** One 32-bit float. */
  float(value: number): string {
    return this.#constant(`f${value}`, {
      type: elementType.float32,
      raw: new Uint8Array(Float32Array.of(value).buffer),
    });
  }

  /** One float of the given element type. */
  floatOf(value: number, element: number): string {
    const exact = this.float(value);
    return element === elementType.float32 ? exact : this.add('Cast', [exact], { to: element });
  }

  #constant(key: string, values: Partial<TensorData>): string {
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const name = this.#name();
    this.#constants.set(key, name);
    this.#graph.initializers.push(tensorData.create({ ...values, name }));
    return name;
  }

  #name(): string {
    return `${this.#prefix}.${this.#count++}`;
  }
}

function toAttribute(name: string, value: number | readonly number[]): Attribute {
  if (typeof value !== 'number') {
    return attribute.create({ name, kind: attributeKind.integers, integers: value.map(BigInt) });
  }
  return attribute.create({ name, kind: attributeKind.integer, integer: value });
}

/** A whole-number attribute of a node. */
export function integerOf(of: Node, name: string): number | undefined {
  return of.attributes.find((candidate) => candidate.name === name)?.integer;
}

/** An attribute of a node that is a list of whole numbers. */
export function integersOf(of: Node, name: string): number[] | undefined {
  return of.attributes.find((candidate) => candidate.name === name)?.integers.map(Number);
}

/** A floating-point attribute of a node. */
export function floatOf(of: Node, name: string): number | undefined {
  return of.attributes.find((candidate) => candidate.name === name)?.float;
}

/** Values that a node uses: its inputs and those that graphs inside it (branches, loop bodies) take from outside. */
export function usedBy(of: Node): string[] {
  const inner = of.attributes.flatMap(({ graph, graphs }) => (graph === undefined ? graphs : [graph, ...graphs]));
  return [
    ...of.inputs.filter((name) => name !== ''),
    ...inner.flatMap((graph) => [...graph.nodes.flatMap(usedBy), ...graph.outputs.map(({ name }) => name)]),
  ];
}
