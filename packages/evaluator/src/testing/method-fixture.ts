import {
  addUsage,
  ModelError,
  noUsage,
  type CompletionRequest,
  type LanguageModel,
  type Usage,
} from '@agentd/agent-core';
import { scriptedModel, type ScriptedTurn } from '@agentd/agent-core/testing';

/** A scripted model that also has prompts to pay for, and keeps the bill. */
export interface MeteredModel extends LanguageModel {
  readonly requests: readonly CompletionRequest[];
  readonly used: Usage;
}

const PROMPT_TOKENS = 7;

export function meteredModel(turns: readonly ScriptedTurn[]): MeteredModel {
  const inner = scriptedModel(turns);
  let used = noUsage;
  return {
    id: 'scripted',
    capabilities: inner.capabilities,
    requests: inner.requests,
    get used() {
      return used;
    },
    async complete(request, options) {
      const result = await inner.complete(request, options);
      const usage = { ...result.usage, promptTokens: PROMPT_TOKENS };
      used = addUsage(used, usage);
      return { ...result, usage };
    },
  };
}

/** A model that never answers, and only ends when it is told to. */
export function hangingModel(onRequest: () => void): LanguageModel {
  return {
    id: 'hanging',
    capabilities: { n: true, prefill: true, seed: true, logprobs: true, streaming: false },
    complete: (_request, { signal } = {}) =>
      new Promise((_resolve, reject) => {
        const end = (): void => reject(signal?.reason);
        if (signal?.aborted === true) end();
        signal?.addEventListener('abort', end, { once: true });
        onRequest();
      }),
  };
}

export const unavailable = new ModelError('The server is down.', { code: 'model/unavailable', isRetryable: true });
export const overflow = new ModelError('The prompt is too long.', { code: 'model/context-overflow' });
