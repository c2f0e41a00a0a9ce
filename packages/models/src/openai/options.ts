import { InvalidInputError, jsonObjectSchema, type JsonObject } from '@agentd/agent-core';
import { z } from 'zod';
import { serverKinds, type ServerKind, type ServerProfile } from './server-profiles.ts';
import type { Prices } from './usage-meter.ts';

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
  /** What differs from the row of that kind, such as `{ n: false }` or `{ prefill: {} }`. */
  profile?: Partial<Omit<ServerProfile, 'kind'>>;
  /** How often a request is repeated after 408, 429, 5xx, a time-out or a lost connection; default 3. */
  maxRetries?: number;
  /** First wait before a repetition, in milliseconds, where the server asks for none; it doubles each time. Default 500. */
  retryDelayMs?: number;
  /** Longest wait for one answer, and for the next piece of a streamed one, in milliseconds; default 300,000. */
  timeoutMs?: number;
  /** Longest time for a whole call with every repetition, in milliseconds; default none. */
  totalTimeoutMs?: number;
  /** Further HTTP headers. */
  headers?: Record<string, string>;
  /** Further fields of the request body, such as `{ top_k: 20 }` or `{ chat_template_kwargs: {…} }`. */
  extraBody?: JsonObject;
  /** Ask for log-probabilities; default true, turned off by itself where the server refuses them. */
  logprobs?: boolean;
  /** Draw samples by separate requests also where the server has `n`, so that `sample()` yields each as it ends. */
  parallelSamples?: boolean;
  /**
   * Where samples come from separate requests: begin the others only once the first has its first token, so that they
   * find the prompt in the server's prefix cache. Default where the server has one.
   */
  stagger?: boolean;
  /** Most requests at a time for all calls together; default 16. Fewer by itself while the server is overloaded. */
  concurrency?: number;
  /** What a million tokens cost; with it, usage has a `cost`. */
  prices?: Prices;
  /**
   * Where `<think>…</think>` before an answer goes: `text` leaves it there, for the agent's parser to read; `separate`
   * moves it to `reasoning`. What a server itself keeps apart always goes to `reasoning`. Default `text`.
   */
  thinking?: 'text' | 'separate';
  /** Name in trajectories; default `model`. */
  id?: string;
}

const fieldsSchema = jsonObjectSchema.exactOptional();
const profileSchema = z.strictObject({
  n: z.boolean().exactOptional(),
  seed: z.boolean().exactOptional(),
  logprobs: z.boolean().exactOptional(),
  maxStops: z.int().min(0).exactOptional(),
  maxTokensField: z.enum(['max_tokens', 'max_completion_tokens']).exactOptional(),
  prefill: z.strictObject({ message: fieldsSchema, body: fieldsSchema }).optional(),
  samplers: z
    .strictObject({
      topK: z.string().exactOptional(),
      minP: z.string().exactOptional(),
      repetitionPenalty: z.string().exactOptional(),
    })
    .exactOptional(),
  plainSampling: fieldsSchema,
  cachesPrefixes: z.boolean().exactOptional(),
  countsAllSamples: z.boolean().exactOptional(),
});
const price = z.number().nonnegative();

const optionsSchema = z.object({
  model: z.string().min(1),
  baseURL: z.url({ protocol: /^https?$/ }).optional(),
  // A line break, as keys read from files have, would be refused by the HTTP client in an error that shows the key.
  apiKey: z
    .string()
    .trim()
    .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces')
    .optional(),
  server: z.enum(['auto', ...serverKinds]).default('auto'),
  profile: profileSchema.default({}),
  maxRetries: z.int().min(0).max(20).default(3),
  retryDelayMs: z.int().min(0).default(500),
  timeoutMs: z.int().min(1).default(300_000),
  totalTimeoutMs: z.int().min(1).optional(),
  headers: z.record(z.string(), z.string()).default({}),
  extraBody: jsonObjectSchema.default({}),
  logprobs: z.boolean().default(true),
  parallelSamples: z.boolean().default(false),
  stagger: z.boolean().optional(),
  concurrency: z.int().min(1).default(16),
  prices: z.strictObject({ input: price, cachedInput: price.optional(), output: price }).optional(),
  thinking: z.enum(['text', 'separate']).default('text'),
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
  const { baseURL = OPENAI_URL, apiKey, id, headers, ...rest } = result.data;
  const { address, login } = withoutLogin(apiRoot(baseURL));
  return { ...rest, headers: { ...login, ...headers }, baseURL: address, apiKey, id: id ?? rest.model };
}

/** User and password of an address as a header: `fetch` refuses them in the address. */
function withoutLogin(address: string): { address: string; login: Record<string, string> } {
  const url = new URL(address);
  if (url.username === '' && url.password === '') return { address, login: {} };
  const login = btoa(`${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`);
  url.username = '';
  url.password = '';
  return { address: url.href.replace(/\/+$/, ''), login: { authorization: `Basic ${login}` } };
}

/** DeepSeek continues a given beginning on its beta path alone, which has everything else too. */
function apiRoot(baseURL: string): string {
  const { hostname, pathname, origin } = new URL(baseURL);
  if (hostname === 'api.deepseek.com' && /^\/(v1\/?)?$/.test(pathname)) return `${origin}/beta`;
  return baseURL.replace(/\/+$/, '');
}
