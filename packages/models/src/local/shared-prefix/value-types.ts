import { integerOf } from '../onnx/graph-writer.ts';
import { elementType, type Graph, type Node, type TensorData, type TensorType } from '../onnx/model.ts';
import { producersOf } from './node-order.ts';

const truths = new Set('And Or Xor Not Equal Less LessOrEqual Greater GreaterOrEqual IsNaN IsInf'.split(' '));
/** Operators whose output holds what their first input does. */
const movers = new Set(
  'Identity Reshape Expand Unsqueeze Squeeze Transpose Slice Gather GatherND Concat Tile Trilu Pad Add Sub Mul Div'.split(
    ' ',
  ),
);

/** Types of a graph's values, as far as they are declared or follow from the nodes that make them. */
export class ValueTypes {
  readonly #declared: Map<string, TensorType | undefined>;
  readonly #constants: Map<string, TensorData>;
  readonly #producers: Map<string, Node>;

  constructor(graph: Graph) {
    const declared = [...graph.inputs, ...graph.values, ...graph.outputs];
    this.#declared = new Map(declared.map(({ name, type }) => [name, type?.tensor]));
    this.#constants = new Map(graph.initializers.map((tensor) => [tensor.name, tensor]));
    this.#producers = producersOf(graph.nodes);
  }

  /** Element type, in ONNX's numbers. */
  element(name: string): number | undefined {
    const known = this.#declared.get(name)?.element ?? this.#constants.get(name)?.type;
    if (known !== undefined && known !== 0) return known;
    const node = this.#producers.get(name);
    if (node === undefined) return undefined;
    if (truths.has(node.operator)) return elementType.bool;
    if (node.operator === 'Cast') return integerOf(node, 'to');
    if (node.operator === 'Where') return this.element(node.inputs[1] ?? '') ?? this.element(node.inputs[2] ?? '');
    return movers.has(node.operator) ? this.element(node.inputs[0] ?? '') : undefined;
  }

  /** Size of the last dimension; where a branch of the graph makes the value, of what its first branch makes. */
  width(name: string): number | undefined {
    const constant = this.#constants.get(name)?.dims.at(-1);
    const known = constant === undefined ? this.#declared.get(name)?.shape?.dims.at(-1)?.size : Number(constant);
    const node = this.#producers.get(name);
    if (known !== undefined || node === undefined) return known;
    if (node.operator === 'Cast' || node.operator === 'Identity') return this.width(node.inputs[0] ?? '');
    const branch = node.attributes.find(({ graph }) => graph !== undefined)?.graph;
    const output = branch?.outputs[node.outputs.indexOf(name)]?.name;
    return branch === undefined || output === undefined ? undefined : new ValueTypes(branch).width(output);
  }
}
