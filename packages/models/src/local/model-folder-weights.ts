import { statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { pairCaches } from './cache-names.ts';
import { damaged, refuseUnfetchedFile } from './model-folder-files.ts';
import { model, type Graph, type TensorData } from './onnx/model.ts';
import { readOutline } from './onnx/outline.ts';

/** What the weights must agree with. */
export interface ExpectedWeights {
  layers: number | undefined;
  sharesLayers: boolean;
  vocabulary: number | undefined;
}

const remedy = 'Download the model again, and keep all files of its onnx folder together.';

/**
 * Checks an ONNX file, the files that its weights lie in, and that both belong to the rest of the model; gives the size
 * of all in bytes. The weights themselves are not read.
 *
 * @throws ModelError `model/bad-files`, which names the file
 */
export async function checkWeights(onnxFile: string, expected: ExpectedWeights): Promise<number> {
  const graph = readGraph(onnxFile);
  const ends = externalEnds(graph, onnxFile);
  let bytes = statSync(onnxFile).size;
  for (const [location, end] of ends) {
    const file = join(dirname(onnxFile), location);
    const size = statSync(file, { throwIfNoEntry: false })?.size;
    if (size === undefined)
      throw damaged(`${file} is missing, but ${basename(onnxFile)} keeps weights in it. ${remedy}`);
    await refuseUnfetchedFile(file);
    if (size < end) {
      throw damaged(`${file} is cut off: it has ${size} bytes, but ${basename(onnxFile)} needs ${end}. ${remedy}`);
    }
    bytes += size;
  }
  refuseOtherModel(graph, onnxFile, expected);
  return bytes;
}

/**
 * Files in which an ONNX file keeps its weights, as names in its folder.
 * @throws ModelError `model/bad-files` for a file that is cut off or no ONNX model
 */
export function externalDataFiles(onnxFile: string): string[] {
  return [...externalEnds(readGraph(onnxFile), onnxFile).keys()];
}

function readGraph(onnxFile: string): Graph {
  let graph: Graph | undefined;
  try {
    graph = model.decode(readOutline(onnxFile)).graph;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw damaged(`${onnxFile} is cut off, or is no ONNX model: ${reason}. ${remedy}`, cause);
  }
  if (graph === undefined || graph.nodes.length === 0) throw damaged(`${onnxFile} holds no graph. ${remedy}`);
  return graph;
}

/** For each file of external data, by its name, how many bytes it must have. */
function externalEnds(graph: Graph, onnxFile: string): Map<string, number> {
  const ends = new Map<string, number>();
  for (const tensor of graph.initializers) {
    if (tensor.external.length === 0) continue;
    const {
      location,
      offset = '0',
      length,
    } = Object.fromEntries(tensor.external.map(({ key, value }) => [key, value]));
    // An outline's references to the file itself were made, and checked, when it was read.
    if (location === undefined || location === basename(onnxFile)) continue;
    if (isAbsolute(location) || location.split(/[/\\]/).includes('..')) {
      throw damaged(
        `${onnxFile} keeps weights outside of its folder, at ${location}. Don't load files of unknown origin.`,
      );
    }
    const end = Number(offset) + (length === undefined ? tensorBytes(tensor) : Number(length));
    if (!Number.isSafeInteger(end) || end < 0) {
      throw damaged(
        `${onnxFile} gives no usable place of ${tensor.name}: offset ${offset}, length ${length}. ${remedy}`,
      );
    }
    ends.set(location, Math.max(end, ends.get(location) ?? 0));
  }
  return ends;
}

// Bits of ONNX's element types, by their number; those left out have no fixed size or are not used for weights.
const elementBits = new Map([
  ...[1, 6, 12].map((type) => [type, 32] as const),
  ...[7, 11, 13].map((type) => [type, 64] as const),
  ...[4, 5, 10, 16].map((type) => [type, 16] as const),
  ...[2, 3, 9, 17, 18, 19, 20].map((type) => [type, 8] as const),
  ...[21, 22, 23].map((type) => [type, 4] as const),
]);

function tensorBytes({ dims, type }: TensorData): number {
  const bits = elementBits.get(type ?? 0) ?? 0;
  return Math.ceil((dims.reduce((product, size) => product * Number(size), 1) * bits) / 8);
}

function refuseOtherModel(graph: Graph, onnxFile: string, expected: ExpectedWeights): void {
  const { layers, sharesLayers, vocabulary } = expected;
  const inputs = graph.inputs.map(({ name }) => name);
  const caches = pairCaches(inputs, []).map(({ name }) => Number.parseInt(name, 10));
  const found = caches.length === 0 ? undefined : Math.max(...caches) + 1;
  if (layers !== undefined && found !== undefined && (sharesLayers ? found > layers : found !== layers)) {
    throw otherModel(onnxFile, `has ${found} layers, but config.json says ${layers}`);
  }
  const logits = graph.outputs.find(({ name }) => name === 'logits');
  const scored = logits?.type?.tensor?.shape?.dims.at(-1)?.size;
  if (vocabulary !== undefined && scored !== undefined && scored < vocabulary) {
    throw otherModel(onnxFile, `scores ${scored} tokens, but tokenizer.json has ${vocabulary}`);
  }
}

function otherModel(onnxFile: string, difference: string) {
  return damaged(`${onnxFile} ${difference}. The files are of different models: download all of them again together.`);
}
