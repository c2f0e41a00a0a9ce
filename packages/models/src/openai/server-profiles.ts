import type { JsonObject } from '@agentd/agent-core';

/** Servers whose way of speaking the OpenAI protocol is known; `generic` assumes as little as possible. */
export const serverKinds = [
  'openai',
  'vllm',
  'sglang',
  'llama.cpp',
  'ollama',
  'lmstudio',
  'tgi',
  'deepseek',
  'openrouter',
  'transformers',
  'generic',
] as const;

/** A kind of server. */
export type ServerKind = (typeof serverKinds)[number];

/** How one kind of server speaks the protocol. Any of it can be overridden by the option `profile`. */
export interface ServerProfile {
  kind: ServerKind;
  /** Whether it draws several samples for one request. */
  n: boolean;
  seed: boolean;
  logprobs: boolean;
  /** Most stop strings it takes; further ones are enforced here. */
  maxStops: number;
  maxTokensField: 'max_tokens' | 'max_completion_tokens';
  /** Fields that make it go on from a last assistant message; undefined where it can't. */
  prefill: { message?: JsonObject; body?: JsonObject } | undefined;
  /** What it calls the further ways to narrow sampling; those that it lacks are refused. */
  samplers: { topK?: string; minP?: string; repetitionPenalty?: string };
  /** Fields that turn off what it narrows sampling by on its own. */
  plainSampling: JsonObject;
  /** Whether a prompt that begins like an earlier one is read faster. */
  cachesPrefixes: boolean;
  /** Whether the completion tokens of an answer with several samples are those of all, not of the first alone. */
  countsAllSamples: boolean;
}

const plain = {
  n: true,
  seed: true,
  logprobs: true,
  maxStops: 16,
  maxTokensField: 'max_tokens',
  prefill: undefined,
  samplers: {},
  plainSampling: {},
  cachesPrefixes: true,
  countsAllSamples: true,
} as const;

/** Names that vLLM, SGLang and OpenRouter share. */
const samplers = { topK: 'top_k', minP: 'min_p', repetitionPenalty: 'repetition_penalty' } as const;
/** In place of what the model's generation_config.json says. */
const plainSampling = { top_k: -1, min_p: 0, repetition_penalty: 1 } as const;

/** One row for each kind of server, as its documentation had it in 2026. */
export const serverProfiles: Record<ServerKind, ServerProfile> = {
  // https://platform.openai.com/docs/api-reference/chat; an assistant message is not gone on from.
  openai: { ...plain, kind: 'openai', maxTokensField: 'max_completion_tokens', maxStops: 4 },
  // https://docs.vllm.ai/en/latest/serving/openai_compatible_server: one true asks for the other false. Cached tokens
  // are reported with --enable-prompt-tokens-details.
  vllm: {
    ...plain,
    kind: 'vllm',
    samplers,
    plainSampling,
    prefill: { body: { continue_final_message: true, add_generation_prompt: false } },
  },
  // https://docs.sglang.ai/basic_usage/openai_api_completions.html. Cached tokens are reported with
  // --enable-cache-report.
  sglang: { ...plain, kind: 'sglang', samplers, plainSampling, prefill: { body: { continue_final_message: true } } },
  // tools/server/README.md of llama.cpp. A last assistant message is continued; with thinking on, the server refuses
  // that. As many samples as it has slots (--parallel); what a refusal says about that is noticed.
  'llama.cpp': {
    ...plain,
    kind: 'llama.cpp',
    samplers: { ...samplers, repetitionPenalty: 'repeat_penalty' },
    plainSampling: { top_k: 0, min_p: 0, repeat_penalty: 1 },
    prefill: { body: { chat_template_kwargs: { enable_thinking: false } } },
    countsAllSamples: false,
  },
  // https://docs.ollama.com/api/openai-compatibility. Whether a last assistant message is continued depends on the
  // model's template.
  ollama: { ...plain, kind: 'ollama', n: false },
  // https://lmstudio.ai/docs/developer/openai-compat/chat-completions: neither n nor logprobs, which come as null.
  lmstudio: {
    ...plain,
    kind: 'lmstudio',
    n: false,
    logprobs: false,
    samplers: { topK: 'top_k', repetitionPenalty: 'repeat_penalty' },
  },
  // https://huggingface.co/docs/text-generation-inference/messages_api: n is ignored.
  tgi: { ...plain, kind: 'tgi', n: false, maxStops: 4 },
  // https://api-docs.deepseek.com/guides/chat_prefix_completion (on the beta path) and /guides/kv_cache. Thinking is
  // on unless it is turned off, and would come before the given beginning.
  deepseek: {
    ...plain,
    kind: 'deepseek',
    n: false,
    seed: false,
    prefill: { message: { prefix: true }, body: { thinking: { type: 'disabled' } } },
  },
  // https://openrouter.ai/docs/api/reference/overview: what a provider lacks is ignored, n among it. A last assistant
  // message is continued by some models alone.
  openrouter: { ...plain, kind: 'openrouter', n: false, maxStops: 4, samplers },
  // https://huggingface.co/docs/transformers/serving: n and logprobs are ignored, and a seed is one for all requests
  // that run: it means something with concurrency 1 only.
  transformers: { ...plain, kind: 'transformers', n: false, seed: false, logprobs: false, cachesPrefixes: false },
  generic: { ...plain, kind: 'generic', maxStops: 4, cachesPrefixes: false },
};
