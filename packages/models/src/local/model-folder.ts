import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { readModelConfig } from './model-folder-config.ts';
import { missing } from './model-folder-files.ts';
import { refuseTooLarge } from './model-folder-memory.ts';
import { checkWeights } from './model-folder-weights.ts';
import { findOnnxFile } from './model-folder-layout.ts';
import type { LoadSettings } from './options.ts';

/** A checked model folder: where its files are and what its configuration says. */
export interface ModelFolder {
  path: string;
  onnxFile: string;
  /** Size of the ONNX file with its external data. */
  onnxBytes: number;
  chatTemplate: string;
  /** Tokens that end the assistant's turn. */
  endIds: number[];
  maxContext: number;
  /** Heads of queries, heads and width of the key-value cache, where config.json gives them. */
  heads: number | undefined;
  keyValueHeads: number | undefined;
  headDim: number | undefined;
}

/**
 * Reads and checks a folder in the transformers.js layout: that all files are there and whole, that the weights fit the
 * configuration, and that they fit into memory. The weights themselves are not read.
 *
 * @throws ModelError `model/not-found` for a missing file, `model/bad-files` for damaged ones or for files of different
 * models, `model/out-of-memory` for weights that need more memory than there is
 */
export async function readModelFolder(
  settings: Pick<LoadSettings, 'path' | 'dtype' | 'maxContext'>,
): Promise<ModelFolder> {
  const path = resolve(settings.path);
  const folder = await stat(path).catch(() => undefined);
  if (folder?.isDirectory() !== true) {
    throw missing(`There is no model folder at ${path}. Check the path, or download the model to it first.`);
  }
  const { layers, sharesLayers, vocabulary, ...config } = await readModelConfig(path, settings.maxContext);
  const onnxFile = await findOnnxFile(path, settings.dtype);
  const onnxBytes = await checkWeights(onnxFile, { layers, sharesLayers, vocabulary });
  refuseTooLarge(onnxFile, onnxBytes);
  return { path, onnxFile, onnxBytes, ...config };
}
