import { availableParallelism } from 'node:os';
import { InvalidInputError } from '@agentd/agent-core';
import { z } from 'zod';

/** Weight formats in the order in which `auto` looks for them: the most exact first. */
export const dtypes = ['fp32', 'fp16', 'q8', 'int8', 'uint8', 'q4', 'q4f16', 'bnb4'] as const;

/** A weight format; each is a file of its own in the model's `onnx` folder. */
export type Dtype = (typeof dtypes)[number];

/** Settings of {@link localModel}. */
export interface LocalModelOptions {
  /** Folder of the model: `config.json`, `tokenizer.json`, `tokenizer_config.json` and `onnx/model*.onnx`. */
  path: string;
  /** Which weights to load; `auto` (the default) takes the most exact that the folder has. */
  dtype?: 'auto' | Dtype;
  /** Threads for one operator; default 1 for a model file under 50 MB, else the number of cores. */
  threads?: number;
  /** Most tokens of prompt and answer together; default is the model's own limit, which it can only lower. */
  maxContext?: number;
  /**
   * Whether samples share the attention cache of their prompt, by a rewrite of the model's graph; default true, where
   * the graph allows it. False: each sample has a copy.
   */
  sharePrefix?: boolean;
  /**
   * Whether a prompt that goes on after an answer to the one before takes over the answer's cache; default true. False:
   * the answer is read again, so that results are the same bits whatever was asked before.
   */
  reuseAnswers?: boolean;
  /** Folder for rewritten graphs; default `AGENTD_CACHE_DIR`, or the user's cache folder. */
  cacheDir?: string;
  /** Name in trajectories; default is the name of the folder. */
  id?: string;
  /** Stops waiting for the model to load. */
  signal?: AbortSignal;
}

/** Options in the form that crosses to the worker. */
export interface LoadSettings {
  path: string;
  dtype: 'auto' | Dtype;
  threads: number | undefined;
  maxContext: number | undefined;
  sharePrefix: boolean;
  reuseAnswers: boolean;
  cacheDir: string | undefined;
}

const optionsSchema = z.object({
  path: z.string().min(1),
  dtype: z.enum(['auto', ...dtypes]).default('auto'),
  threads: z.int().min(1).max(256).optional(),
  maxContext: z.int().min(2).optional(),
  sharePrefix: z.boolean().default(true),
  reuseAnswers: z.boolean().default(true),
  cacheDir: z.string().min(1).optional(),
  id: z.string().min(1).optional(),
});

/**
 * Checks the options of {@link localModel}.
 * @throws InvalidInputError code `model/bad-options`
 */
export function checkLocalOptions(options: LocalModelOptions): { id: string | undefined; settings: LoadSettings } {
  const result = optionsSchema.safeParse(options);
  if (!result.success) {
    throw new InvalidInputError(`localModel: ${z.prettifyError(result.error)}`, {
      code: 'model/bad-options',
      cause: result.error,
    });
  }
  const { id, threads, maxContext, cacheDir, ...rest } = result.data;
  return { id, settings: { ...rest, threads, maxContext, cacheDir } };
}

const SMALL_MODEL_BYTES = 50e6;

/** Threads for a model of this size: waking other cores costs more than it gains for a small one. */
export function defaultThreads(modelBytes: number): number {
  return modelBytes < SMALL_MODEL_BYTES ? 1 : availableParallelism();
}
