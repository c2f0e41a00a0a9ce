import { optionalPeer } from '@agentd/agent-core';
import type * as Transformers from '@huggingface/transformers';

/** @throws AgentdError `distill-data/missing-dependency` */
export function loadTransformers(): Promise<typeof Transformers> {
  return optionalPeer(
    {
      name: '@huggingface/transformers',
      version: '4.3.1',
      user: 'Tokenizers of training data',
      code: 'distill-data/missing-dependency',
    },
    () => import('@huggingface/transformers'),
  );
}
