import { InvalidInputError, jsonObjectSchema, type JsonObject } from '@agentd/agent-core';
import { z } from 'zod';

/** Servers whose way of speaking the OpenAI protocol is known; `generic` assumes as little as possible. */
export const serverKinds = ['openai', 'vllm', 'sglang', 'llama.cpp', 'ollama', 'tgi', 'deepseek', 'generic'] as const;

/** A kind of server. */
export type ServerKind = (typeof serverKinds)[number];

/** Settings of {@link openaiModel}. */
export interface OpenAIModelOptions {
  /** The model's name on the server. */
  model: string;
  /** Root of the API, usually ending in `/v1`; default `OPENAI_BASE_URL`, else OpenAI's own. */
  baseURL?: string;
  /** Default `OPENAI_API_KEY`; local servers mostly need none. */
  apiKey?: string;
  /** Which server answers; `auto` (the default) tells from the address or from the server's list of models. */
  server?: 'auto' | ServerKind;
  /** How often a request is repeated after 429, 5xx, a time-out or a lost connection; default 3. */
  maxRetries?: number;
  /** Longest wait for one answer, and for the next piece of a streamed one, in milliseconds; default 300,000. */
  timeoutMs?: number;
  /** Further HTTP headers. */
  headers?: Record<string, string>;
  /** Further fields of the request body, such as `{ top_k: 20 }` or `{ chat_template_kwargs: {…} }`. */
  extraBody?: JsonObject;
  /** Ask for log-probabilities; default true, turned off by itself where the server refuses them. */
  logprobs?: boolean;
  /** Draw samples by separate requests also where the server has `n`, so that `sample()` yields each as it ends. */
  parallelSamples?: boolean;
  /** Most requests at a time for one call; default 8. */
  concurrency?: number;
  /** Name in trajectories; default `model`. */
  id?: string;
}

const optionsSchema = z.object({
  model: z.string().min(1),
  baseURL: z.url({ protocol: /^https?$/ }).optional(),
  apiKey: z.string().min(1).optional(),
  server: z.enum(['auto', ...serverKinds]).default('auto'),
  maxRetries: z.int().min(0).max(20).default(3),
  timeoutMs: z.int().min(1).default(300_000),
  headers: z.record(z.string(), z.string()).default({}),
  extraBody: jsonObjectSchema.default({}),
  logprobs: z.boolean().default(true),
  parallelSamples: z.boolean().default(false),
  concurrency: z.int().min(1).default(8),
  id: z.string().min(1).optional(),
});

/** Checked options with every default filled in. */
export type OpenAISettings = Omit<z.infer<typeof optionsSchema>, 'baseURL' | 'apiKey' | 'id'> & {
  baseURL: string;
  apiKey: string | undefined;
  id: string;
};

const OPENAI_URL = 'https://api.openai.com/v1';

/**
 * Checks the options and adds the environment's.
 * @throws InvalidInputError `model/bad-options`; it names no API key
 */
export function checkOpenAIOptions(options: OpenAIModelOptions, environment: NodeJS.ProcessEnv): OpenAISettings {
  const result = optionsSchema.safeParse({
    ...options,
    baseURL: options.baseURL ?? (environment.OPENAI_BASE_URL || undefined),
    apiKey: options.apiKey ?? (environment.OPENAI_API_KEY || undefined),
  });
  if (!result.success) {
    throw new InvalidInputError(`openaiModel: ${z.prettifyError(result.error)}`, {
      code: 'model/bad-options',
      cause: result.error,
    });
  }
  const { baseURL = OPENAI_URL, apiKey, id, ...rest } = result.data;
  return { ...rest, baseURL: apiRoot(baseURL), apiKey, id: id ?? rest.model };
}

/** DeepSeek continues a given beginning on its beta path alone, which has everything else too. */
function apiRoot(baseURL: string): string {
  const { hostname, pathname, origin } = new URL(baseURL);
  if (hostname === 'api.deepseek.com' && /^\/(v1\/?)?$/.test(pathname)) return `${origin}/beta`;
  return baseURL.replace(/\/+$/, '');
}
