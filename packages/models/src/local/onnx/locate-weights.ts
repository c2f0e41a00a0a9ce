import { realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { model } from './model.ts';

/** A graph without its weights, and the folder that its references to them start from. */
export interface LocatedGraph {
  bytes: Uint8Array;
  folder: string;
}

/**
 * Finds the weights of a graph whose references start from the folder of `onnxFile`. ONNX Runtime follows no links out
 * of the folder that it is given, and download caches are folders of links: so references are made to the real files.
 */
export function locateWeights(graph: Uint8Array, onnxFile: string): LocatedGraph {
  const named = resolve(onnxFile);
  const real = realpathSync(named);
  if (real === join(realpathSync(dirname(named)), basename(named))) return { bytes: graph, folder: dirname(named) };
  const decoded = model.decode(graph);
  const places = (decoded.graph?.initializers ?? []).flatMap(({ external }) =>
    external.filter(({ key }) => key === 'location'),
  );
  for (const place of places) place.value = basename(realpathSync(join(dirname(named), place.value)));
  return { bytes: model.encode(decoded), folder: dirname(real) };
}
