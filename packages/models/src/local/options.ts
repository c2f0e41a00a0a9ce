import { availableParallelism } from 'node:os';
import { InvalidInputError } from '@agentd/agent-core';
import { z } from 'zod';
import type { DownloadProgress } from './hub/download-file.ts';
import type { DownloadSettings } from './hub/download-model.ts';

/** Weight formats in the order in which `auto` looks for them: the most exact first. */
export const dtypes = ['fp32', 'fp16', 'q8', 'int8', 'uint8', 'q4', 'q4f16', 'bnb4'] as const;

/** A weight format; each is a file of its own in the model's `onnx` folder. */
export type Dtype = (typeof dtypes)[number];

/** Settings of {@link localModel}. */
export interface LocalModelOptions {
  /**
   * Folder of the model: `config.json`, `tokenizer.json`, `tokenizer_config.json` and `onnx/model*.onnx`. Give either
   * this or {@link model}.
   */
  path?: string;
  /**
   * Name of the model on the Hugging Face hub, such as `onnx-community/Qwen2.5-0.5B-Instruct`. What is not yet in the
   * cache folder is downloaded: from `HF_ENDPOINT` where it is set, with the token in `HF_TOKEN`.
   */
  model?: string;
  /** With {@link model}: branch, tag or commit; default `main`. */
  revision?: string;
  /** With {@link model}: never use the network; default is whether `HF_HUB_OFFLINE` or `AGENTD_OFFLINE` is set to 1. */
  offline?: boolean;
  /** With {@link model}: told how far the download of a file is, often. */
  onProgress?: (progress: DownloadProgress) => void;
  /**
   * Which weights to load; `auto` (the default) takes the most exact that the folder has, or with {@link model} and
   * none there, that the hub has.
   */
  dtype?: 'auto' | Dtype;
  /** Variables for the model's chat template, such as `{ enable_thinking: false }` or `{ date_string: '26 Jul 2024' }`. */
  templateVariables?: Record<string, TemplateVariable>;
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
  /**
   * Tokens per run while a prompt is read; default 64. Models that quantise activations when they run (q8, int8) take
   * one scale for all tokens of a run: they give what transformers.js gives, token for token, only where the whole
   * prompt is one run and `sharePrefix` is false.
   */
  promptChunk?: number;
  /** Folder for rewritten graphs and downloaded models; default `AGENTD_CACHE_DIR`, or the user's cache folder. */
  cacheDir?: string;
  /** Name in trajectories; default is {@link model}, or the name of the folder. */
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
  templateVariables?: Record<string, TemplateVariable> | undefined;
  promptChunk?: number | undefined;
}

/** Where the model comes from. */
export type ModelSource = { path: string } | Omit<DownloadSettings, 'cacheDir' | 'dtype' | 'signal'>;

const templateVariable = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]);

/** What a chat template can be given. */
export type TemplateVariable = z.infer<typeof templateVariable>;

const HUB = 'https://huggingface.co';
const hubName = /^[A-Za-z0-9][\w.-]*(\/[A-Za-z0-9][\w.-]*)?$/;

const sourceSchema = z.object({
  path: z.string().min(1).optional(),
  model: z.string().regex(hubName, 'must be a name on the hub, such as owner/name').optional(),
  revision: z.string().min(1).default('main'),
  offline: z.boolean().optional(),
  onProgress: z.custom<(progress: DownloadProgress) => void>((value) => typeof value === 'function').optional(),
});

const optionsSchema = sourceSchema.extend({
  dtype: z.enum(['auto', ...dtypes]).default('auto'),
  threads: z.int().min(1).max(256).optional(),
  maxContext: z.int().min(2).optional(),
  sharePrefix: z.boolean().default(true),
  reuseAnswers: z.boolean().default(true),
  promptChunk: z.int().min(1).optional(),
  cacheDir: z.string().min(1).optional(),
  id: z.string().min(1).optional(),
  templateVariables: z.record(z.string(), templateVariable).optional(),
});

/** Options of {@link localModel}, checked. */
export interface CheckedLocalOptions {
  id: string | undefined;
  source: ModelSource;
  settings: Omit<LoadSettings, 'path'>;
}

/**
 * Checks the options of {@link localModel}; what they leave out about the hub is read from `environment`.
 * @throws InvalidInputError code `model/bad-options`
 */
export function checkLocalOptions(
  options: LocalModelOptions,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): CheckedLocalOptions {
  const result = optionsSchema.safeParse(options);
  if (!result.success) throw badOptions(z.prettifyError(result.error), result.error);
  const { id, path, model, revision, offline, onProgress, threads, maxContext, cacheDir, ...rest } = result.data;
  const settings = { ...rest, threads, maxContext, cacheDir };
  if (path !== undefined && model === undefined) return { id, source: { path }, settings };
  if (model === undefined || path !== undefined) {
    throw badOptions(
      `give either path (a folder) or model (a name on the hub), not ${path === undefined ? 'none' : 'both'}`,
    );
  }
  const endpoint = environment['HF_ENDPOINT'] || HUB;
  const token = environment['HF_TOKEN']?.trim() || undefined;
  // Neither is repeated in the message: a token, or the credentials in an address, are secret.
  if (!isPlainAddress(endpoint)) throw badOptions('HF_ENDPOINT must be an http or https address without credentials');
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) throw badOptions('HF_TOKEN holds characters of no token');
  const source = {
    model,
    revision,
    endpoint,
    token,
    offline: offline ?? ['HF_HUB_OFFLINE', 'AGENTD_OFFLINE'].some((name) => isSet(environment[name])),
    onProgress: onProgress ?? (() => undefined),
  };
  return { id, source, settings };
}

function isPlainAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && username === '' && password === '';
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && /^(1|true|yes|on)$/i.test(value);
}

function badOptions(problem: string, cause?: unknown): InvalidInputError {
  return new InvalidInputError(`localModel: ${problem}`, { code: 'model/bad-options', cause });
}

const SMALL_MODEL_BYTES = 50e6;

/** Threads for a model of this size: waking other cores costs more than it gains for a small one. */
export function defaultThreads(modelBytes: number): number {
  return modelBytes < SMALL_MODEL_BYTES ? 1 : availableParallelism();
}
