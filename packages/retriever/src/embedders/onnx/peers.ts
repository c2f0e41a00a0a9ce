import { optionalPeer, type OptionalPeer } from '@agentd/agent-core';
import type * as Transformers from '@huggingface/transformers';
import type * as Ort from 'onnxruntime-node';

const peer = (name: string, version: string): OptionalPeer => ({
  name,
  version,
  user: 'Local embedding models',
  code: 'retriever/missing-dependency',
});

/** @throws AgentdError `retriever/missing-dependency` */
export function loadTransformers(): Promise<typeof Transformers> {
  return optionalPeer(peer('@huggingface/transformers', '4.3.1'), () => import('@huggingface/transformers'));
}

/** @throws AgentdError `retriever/missing-dependency` */
export function loadOnnxRuntime(): Promise<typeof Ort> {
  return optionalPeer(peer('onnxruntime-node', '1.30.0'), () => import('onnxruntime-node'));
}
