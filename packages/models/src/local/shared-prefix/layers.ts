import {
  dimension,
  shape,
  tensorType,
  valueInfo,
  valueType,
  type Dimension,
  type Graph,
  type ValueInfo,
} from '../onnx/model.ts';
import { pairCaches, type CacheNames } from '../cache-names.ts';
import { usedBy } from '../onnx/graph-writer.ts';
import { CannotShare } from './cannot-share.ts';

/** Keys or values of one layer in the graph as it was exported. */
export interface CacheInput extends CacheNames {
  /** The input that takes the prefix in the rewritten graph. */
  prefix: string;
  element: number;
  heads: number;
  width: number;
}

/** Sizes that an export may leave open; config.json has them. */
export interface CacheSizes {
  queryHeads: number | undefined;
  heads: number | undefined;
  width: number | undefined;
}

/** Prefix of the names of the inputs that hold what all rows share. */
export const PREFIX = 'prefix.';

/**
 * The caches of a decoder.
 * @throws CannotShare when their shapes are not those of keys and values
 */
export function cacheInputs(graph: Graph, sizes: CacheSizes): CacheInput[] {
  const outputs = graph.outputs.map(({ name }) => name);
  const caches = graph.inputs.flatMap((input) =>
    pairCaches([input.name], outputs).map((names) => {
      const tensor = input.type?.tensor;
      const dims = tensor?.shape?.dims ?? [];
      const heads = dims[1]?.size ?? sizes.heads;
      const width = dims[3]?.size ?? sizes.width;
      if (tensor?.element === undefined || dims.length !== 4 || heads === undefined || width === undefined) {
        throw new CannotShare(`the shape of ${input.name} is not [rows, heads, length, width]`);
      }
      return { ...names, prefix: `${PREFIX}${names.name}`, element: tensor.element, heads, width };
    }),
  );
  if (caches.length === 0) throw new CannotShare('it has no past_key_values inputs');
  return caches;
}

/**
 * Declares the inputs and outputs of the rewritten graph. Lengths get symbols of their own, since ONNX Runtime takes
 * equal symbols for equal lengths.
 */
export function describeCaches(graph: Graph, caches: readonly CacheInput[]): void {
  const described = new Map<string, ValueInfo>();
  for (const { past, present, prefix, element, heads, width } of caches) {
    const describe = (name: string, rows: Partial<Dimension>, length: string): void => {
      const dims = [rows, { size: heads }, { symbol: length }, { size: width }];
      const tensor = tensorType.create({
        element,
        shape: shape.create({ dims: dims.map((dim) => dimension.create(dim)) }),
      });
      described.set(name, valueInfo.create({ name, type: valueType.create({ tensor }) }));
    };
    describe(prefix, { size: 1 }, 'prefix_length');
    describe(past, { symbol: 'batch_size' }, 'suffix_length');
    describe(present, { symbol: 'batch_size' }, 'suffix_total_length');
  }
  const used = new Set(graph.nodes.flatMap(usedBy));
  const prefixes = caches.flatMap(({ prefix }) => described.get(prefix) ?? []);
  graph.inputs = [...graph.inputs.filter(({ name }) => used.has(name)), ...prefixes];
  graph.inputs = graph.inputs.map((input) => described.get(input.name) ?? input);
  graph.outputs = graph.outputs.map((output) => described.get(output.name) ?? output);
  graph.values = [];
}
