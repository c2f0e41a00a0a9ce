import type { ChatApi } from './chat-api.ts';
import type { ServerKind } from './server-profiles.ts';

const owners: Record<string, ServerKind> = {
  vllm: 'vllm',
  sglang: 'sglang',
  llamacpp: 'llama.cpp',
  library: 'ollama',
  organization_owner: 'lmstudio',
  openai: 'openai',
  system: 'openai',
  // The server of @agentd/models/testing continues a final message the way vLLM does.
  agentd: 'vllm',
};

const hosts: Record<string, ServerKind> = {
  'api.openai.com': 'openai',
  'api.deepseek.com': 'deepseek',
  'openrouter.ai': 'openrouter',
};

/** Ports that only one kind of server uses by default. */
const ports: Record<string, ServerKind> = { '11434': 'ollama', '1234': 'lmstudio' };

/** Tells the kind of server from its address; undefined where that says nothing. */
export function kindFromAddress(baseURL: string): ServerKind | undefined {
  const { hostname, port } = new URL(baseURL);
  return hosts[hostname] ?? ports[port];
}

/** Tells the kind of server from who, by its own word, owns its models. */
export async function kindFromModels(api: ChatApi, signal?: AbortSignal): Promise<ServerKind> {
  const models = await api.models(signal);
  return owners[models?.[0]?.owner ?? ''] ?? 'generic';
}
