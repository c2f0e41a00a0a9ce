import { z } from 'zod';
import type { EmbeddingKind } from '../../embedder.ts';
import { prefixesSchema } from '../check.ts';

/** How the states of a text's tokens become one vector: their mean, the first, or the last. */
export const poolings = ['mean', 'cls', 'last'] as const;
export type Pooling = (typeof poolings)[number];

/** Which file of weights: `q8` is `onnx/model_quantized.onnx`, the others carry their name. */
export const encoderDtypes = ['fp32', 'fp16', 'q8', 'int8', 'uint8', 'q4', 'q4f16', 'bnb4'] as const;
export type EncoderDtype = (typeof encoderDtypes)[number];

/** Settings of `onnxEmbedder`; only `path` is needed. */
export interface OnnxEmbedderOptions {
  /** Folder with `config.json`, `tokenizer.json` and `onnx/model.onnx`, as transformers.js and sentence-transformers have it. */
  path: string;
  /** Name of the model; default what the folder says, else the folder's name. Prefixes of known families go by it. */
  model?: string;
  /** Default `fp32`. `q8` has a third of the size and runs faster, for a cosine of about 0.99 to the exact vector. */
  dtype?: EncoderDtype;
  /** Another ONNX file, relative to `path`, in place of the one that `dtype` names. */
  file?: string;
  /** Default what the folder says (`1_Pooling/config.json`), else what the model's family needs, else the mean. */
  pooling?: Pooling;
  /** Default what the folder says (`config_sentence_transformers.json`), else what the model's family needs, else none. */
  prefixes?: Partial<Record<EmbeddingKind, string>>;
  /** Longer texts are cut to so many tokens; default, and at most, what the model takes. */
  maxTokens?: number;
  /** Tokens in a batch, padding included; default 1024. More needs more memory and is hardly faster. */
  batchTokens?: number;
  /** Threads of the processor; default as many as there are cores. */
  threads?: number;
  /** Stops the loading. */
  signal?: AbortSignal;
}

const count = z.int().min(1);

/** @internal */
export const loadSettingsSchema = z.strictObject({
  path: z.string().min(1),
  model: z.string().min(1).optional(),
  dtype: z.enum(encoderDtypes).default('fp32'),
  file: z.string().min(1).optional(),
  pooling: z.enum(poolings).optional(),
  prefixes: prefixesSchema.optional(),
  // Fewer leave no room beside the special tokens.
  maxTokens: z.int().min(4).optional(),
  batchTokens: count.default(1024),
  threads: count.optional(),
});

/** Checked settings as they go to the worker. */
export type LoadSettings = z.infer<typeof loadSettingsSchema>;
