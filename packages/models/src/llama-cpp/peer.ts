import { optionalPeer } from '@agentd/agent-core';
import type * as LlamaCpp from 'node-llama-cpp';

/** @throws AgentdError `model/missing-dependency` */
export function loadLlamaCpp(): Promise<typeof LlamaCpp> {
  const peer = { name: 'node-llama-cpp', version: '3.22.1', user: 'GGUF models', code: 'model/missing-dependency' };
  return optionalPeer(peer, () => import('node-llama-cpp'));
}
