import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { missing, refuseUnfetchedFile } from './model-folder-files.ts';
import { dtypes, type Dtype } from './options.ts';

const fileSuffix: Record<Dtype, string> = {
  fp32: '',
  fp16: '_fp16',
  q8: '_quantized',
  int8: '_int8',
  uint8: '_uint8',
  q4: '_q4',
  q4f16: '_q4f16',
  bnb4: '_bnb4',
};

/** Name of the ONNX file with weights of this format, in the folder `onnx`. */
export function onnxFileName(dtype: Dtype): string {
  return `model${fileSuffix[dtype]}.onnx`;
}

/**
 * The ONNX file to load from a model folder.
 * @throws ModelError `model/not-found`, which names the files that there are, or `model/bad-files`
 */
export async function findOnnxFile(path: string, dtype: 'auto' | Dtype): Promise<string> {
  const folder = join(path, 'onnx');
  const names = await readdir(folder).catch((): string[] => []);
  const wanted = (dtype === 'auto' ? dtypes : [dtype]).map(onnxFileName);
  const name = wanted.find((candidate) => names.includes(candidate));
  if (name === undefined) {
    const present = names.filter((other) => other.endsWith('.onnx'));
    throw missing(
      `${folder} has no ${wanted.length === 1 ? wanted[0] : 'model*.onnx'}` +
        (present.length === 0 ? '' : ` but ${present.join(', ')}: choose another dtype`) +
        '. Export the model with Optimum or transformers.js naming (onnx/model.onnx, onnx/model_q4.onnx, …).',
    );
  }
  const file = join(folder, name);
  await refuseUnfetchedFile(file);
  return file;
}
