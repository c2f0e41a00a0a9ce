import { InvalidInputError } from '@agentd/agent-core';
import { z } from 'zod';

const gpus = ['auto', 'cuda', 'vulkan', 'metal'] as const;

/** Settings of {@link llamaCppModel}. */
export interface LlamaCppModelOptions {
  /** The `.gguf` file; of a model in several files the first one. */
  path: string;
  /** Threads; default 1 for a file under 50 MB, else the number of cores. */
  threads?: number;
  /**
   * Most tokens of prompt and answer together; default 8,192, and never more than the model's own limit. Memory for so
   * many tokens is taken for each of `maxSamples` when the model is loaded.
   */
  contextTokens?: number;
  /** How many samples are decoded at a time; more are drawn one batch after another. Default 8. */
  maxSamples?: number;
  /** A jinja chat template, in place of the one in the file. */
  chatTemplate?: string;
  /** Which GPU to use, where the binaries for it are installed; `true` is `auto`. Default false: the CPU. */
  gpu?: boolean | (typeof gpus)[number];
  /** Name in trajectories; default is the name of the file without `.gguf`. */
  id?: string;
  /** Stops loading the model. */
  signal?: AbortSignal;
}

const optionsSchema = z.object({
  path: z.string().min(1),
  threads: z.int().min(1).max(256).optional(),
  contextTokens: z.int().min(2).optional(),
  maxSamples: z.int().min(1).max(256).default(8),
  chatTemplate: z.string().min(1).optional(),
  gpu: z.union([z.boolean(), z.enum(gpus)]).default(false),
  id: z.string().min(1).optional(),
});

/** Checked options of {@link llamaCppModel}. */
export type LlamaCppSettings = z.infer<typeof optionsSchema>;

/**
 * Checks the options of {@link llamaCppModel}.
 * @throws InvalidInputError code `model/bad-options`
 */
export function checkLlamaCppOptions(options: LlamaCppModelOptions): LlamaCppSettings {
  const result = optionsSchema.safeParse(options);
  if (result.success) return result.data;
  throw new InvalidInputError(`llamaCppModel: ${z.prettifyError(result.error)}`, {
    code: 'model/bad-options',
    cause: result.error,
  });
}
