import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import type { EmbeddingKind } from '../../embedder.ts';
import { RetrieverError } from '../../errors.ts';
import { familyOf } from './model-families.ts';
import type { EncoderDtype, LoadSettings } from './options.ts';
import { badModel, readJson, refuseUnfetched } from './read-json.ts';
import { readPooling, type FolderPooling } from './read-pooling.ts';

/** A checked folder of an encoder: its files and its settings. */
export interface EncoderFolder {
  path: string;
  model: string;
  onnxFile: string;
  /** The ONNX file, its external data and the tokenizer: all that decides a vector besides the settings. */
  hashedFiles: string[];
  /** `pooling` is undefined where nobody says. */
  pooling: FolderPooling;
  prefixes: Record<EmbeddingKind, string>;
  maxTokens: number;
}

const fileSuffix: Record<EncoderDtype, string> = {
  fp32: '',
  fp16: '_fp16',
  q8: '_quantized',
  int8: '_int8',
  uint8: '_uint8',
  q4: '_q4',
  q4f16: '_q4f16',
  bnb4: '_bnb4',
};
/** Tokenizers without a limit say 1e30. */
const NO_LIMIT = 1_000_000;

const limit = z
  .number()
  .positive()
  .nullish()
  .transform((value) => value ?? undefined);
const configSchema = z.object({
  _name_or_path: z.string().nullish(),
  model_type: z.string().nullish(),
  max_position_embeddings: limit,
  pad_token_id: z.number().nullish(),
});
const tokenizerConfigSchema = z.object({ model_max_length: limit });
const sentenceBertSchema = z.object({ max_seq_length: limit });
const promptsSchema = z.object({ prompts: z.record(z.string(), z.string().nullable()).nullish() });

/**
 * Reads and checks the folder of an encoder.
 * @throws RetrieverError `retriever/not-found` for a missing file, `retriever/bad-model` for a damaged one
 */
export async function readEncoderFolder(settings: LoadSettings): Promise<EncoderFolder> {
  const path = resolve(settings.path);
  const folder = await stat(path).catch(() => undefined);
  if (folder?.isDirectory() !== true) {
    throw notFound(
      `There is no model folder at ${path}. Check the path, or fetch the model: ` +
        `hf download ${settings.model ?? 'Xenova/e5-base-v2'} --local-dir ${settings.path}`,
    );
  }
  const config = await readJson(join(path, 'config.json'), configSchema);
  if (config === undefined) throw notFound(`${path} has no config.json. Copy the whole model folder.`);
  const tokenizerFile = join(path, 'tokenizer.json');
  const tokenizer = await readJson(tokenizerFile, z.object({ model: z.looseObject({}) }));
  if (tokenizer === undefined) throw notFound(`${path} has no tokenizer.json. Copy the whole model folder.`);
  const { onnxFile, weightFiles } = await findWeights(path, settings);
  const tokenizerConfig = await readJson(join(path, 'tokenizer_config.json'), tokenizerConfigSchema);
  const sentenceBert = await readJson(join(path, 'sentence_bert_config.json'), sentenceBertSchema);
  const prompts = (await readJson(join(path, 'config_sentence_transformers.json'), promptsSchema))?.prompts ?? {};
  const model = settings.model ?? (config._name_or_path || basename(path));
  // The name that a caller or a training run gave may be a path: the folder's own name may tell more.
  const family = familyOf(model) ?? familyOf(basename(path));
  const inFolder = settings.pooling === undefined ? await readPooling(path) : { pooling: settings.pooling };
  // RoBERTa numbers positions from behind the padding token.
  const offset = /roberta|camembert|mpnet/.test(config.model_type ?? '') ? (config.pad_token_id ?? 1) + 1 : 0;
  const positions = config.max_position_embeddings === undefined ? undefined : config.max_position_embeddings - offset;
  const limits = [positions, tokenizerConfig?.model_max_length, sentenceBert?.max_seq_length, settings.maxTokens];
  const known = limits.filter((value) => value !== undefined).filter((value) => value < NO_LIMIT);
  if (known.length === 0) throw badModel(`${path} does not say how many tokens the model takes: pass maxTokens.`);
  return {
    path,
    model,
    onnxFile,
    hashedFiles: [...weightFiles, tokenizerFile],
    pooling: 'onlyGraph' in inFolder ? inFolder : { pooling: inFolder.pooling ?? family?.pooling },
    prefixes: {
      query: settings.prefixes?.query ?? prompts['query'] ?? family?.prefixes.query ?? '',
      passage:
        settings.prefixes?.passage ?? prompts['passage'] ?? prompts['document'] ?? family?.prefixes.passage ?? '',
    },
    maxTokens: Math.min(...known),
  };
}

async function findWeights(path: string, { dtype, file }: LoadSettings) {
  const name = `model${fileSuffix[dtype]}.onnx`;
  const candidates = file === undefined ? [join(path, 'onnx', name), join(path, name)] : [join(path, file)];
  for (const onnxFile of candidates) {
    const folder = dirname(onnxFile);
    const names = await readdir(folder).catch((): string[] => []);
    if (!names.includes(basename(onnxFile))) continue;
    const parts = names.filter((other) => other === basename(onnxFile) || isDataOf(basename(onnxFile), other));
    const weightFiles = parts.toSorted().map((part) => join(folder, part));
    for (const part of weightFiles) await refuseUnfetched(part);
    return { onnxFile, weightFiles };
  }
  const present = (await readdir(join(path, 'onnx')).catch((): string[] => [])).filter((other) =>
    other.endsWith('.onnx'),
  );
  throw notFound(
    `There is no ${candidates[0]}` +
      (present.length === 0 ? '. ' : `, but there is ${present.join(', ')}: choose another dtype, or name the file. `) +
      'Export a model with: optimum-cli export onnx --model NAME FOLDER',
  );
}

/** External data stands beside the graph as `model.onnx_data`, `model.onnx_data_1` or `model.onnx.data`. */
function isDataOf(graph: string, other: string): boolean {
  return other.startsWith(`${graph}_data`) || other === `${graph}.data`;
}

function notFound(message: string): RetrieverError {
  return new RetrieverError(message, { code: 'retriever/not-found' });
}
