import type { ChatApi, ExtraFields } from './chat-api.ts';
import type { ServerKind } from './options.ts';

/** How one kind of server speaks the protocol. */
export interface Dialect {
  kind: ServerKind;
  /** Whether it draws several samples for one request. */
  n: boolean;
  seed: boolean;
  logprobs: boolean;
  maxTokensField: 'max_tokens' | 'max_completion_tokens';
  /** Most stop strings it takes; further ones are enforced here. */
  maxStops: number;
  /** Fields that make it go on from a last assistant message; undefined where it can't. */
  prefill?: { message?: ExtraFields; body?: ExtraFields };
}

const plain = {
  n: true,
  seed: true,
  logprobs: true,
  maxTokensField: 'max_tokens',
  maxStops: 16,
} as const;

const dialects: Record<ServerKind, Dialect> = {
  openai: { ...plain, kind: 'openai', maxTokensField: 'max_completion_tokens', maxStops: 4 },
  // https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html: one true asks for the other false.
  vllm: {
    ...plain,
    kind: 'vllm',
    prefill: { body: { continue_final_message: true, add_generation_prompt: false } },
  },
  sglang: { ...plain, kind: 'sglang', prefill: { body: { continue_final_message: true } } },
  // A last assistant message is continued; with thinking on, the server refuses that.
  'llama.cpp': {
    ...plain,
    kind: 'llama.cpp',
    n: false,
    prefill: { body: { chat_template_kwargs: { enable_thinking: false } } },
  },
  ollama: { ...plain, kind: 'ollama', n: false, logprobs: false },
  tgi: { ...plain, kind: 'tgi', n: false, maxStops: 4 },
  // https://api-docs.deepseek.com/guides/chat_prefix_completion
  deepseek: { ...plain, kind: 'deepseek', n: false, seed: false, prefill: { message: { prefix: true } } },
  generic: { ...plain, kind: 'generic', maxStops: 4 },
};

/** The dialect of a kind of server. */
export function dialectOf(kind: ServerKind): Dialect {
  return dialects[kind];
}

const owners: Record<string, ServerKind> = {
  vllm: 'vllm',
  sglang: 'sglang',
  llamacpp: 'llama.cpp',
  library: 'ollama',
  openai: 'openai',
  system: 'openai',
  // The server of @agentd/models/testing continues a final message the way vLLM does.
  agentd: 'vllm',
};

/** Tells the kind of server from its address; undefined where that says nothing. */
export function kindFromAddress(baseURL: string): ServerKind | undefined {
  const { hostname, port } = new URL(baseURL);
  if (hostname === 'api.openai.com') return 'openai';
  if (hostname.endsWith('deepseek.com')) return 'deepseek';
  return port === '11434' ? 'ollama' : undefined;
}

/** Tells the kind of server from who, by its own word, owns its models. */
export async function kindFromModels(api: ChatApi, signal?: AbortSignal): Promise<ServerKind> {
  const models = await api.models(signal);
  return owners[models?.[0]?.owner ?? ''] ?? 'generic';
}
