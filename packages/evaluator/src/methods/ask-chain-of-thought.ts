import {
  AgentdError,
  noUsage,
  truncateEnd,
  type CallOptions,
  type CompletionRequest,
  type JsonObject,
  type ShownPassage,
  type Usage,
} from '@agentd/agent-core';
import type { CheckedChainOfThought } from './cot-options.ts';
import type { MethodOptions } from './method.ts';

/** What was sampled for one question. */
interface Sampled {
  texts: string[];
  usage: Usage;
  retrievalCalls: number;
}

/**
 * Samples chains of thought. A question that does not fit into the model's context has none.
 * @throws ModelError for every other failure, and what the retriever throws
 */
export async function askChainOfThought(
  chain: CheckedChainOfThought,
  question: string,
  { seed, signal }: MethodOptions,
): Promise<Sampled> {
  signal?.throwIfAborted();
  const { model, prompt, retrieval, samples, temperature, maxTokens } = chain;
  const passages = await passagesFor(chain, question, { signal });
  const retrievalCalls = retrieval === undefined ? 0 : 1;
  const request: CompletionRequest = {
    messages: prompt.opening(question, passages),
    n: samples,
    temperature,
    maxTokens,
    ...(model.capabilities.seed ? { seed } : {}),
  };
  try {
    const { completions, usage } = await model.complete(request, { signal });
    return { texts: completions.map(({ text }) => text), usage, retrievalCalls };
  } catch (error) {
    signal?.throwIfAborted();
    if (!AgentdError.isInstance(error, 'model/context-overflow')) throw error;
    return { texts: [], usage: noUsage, retrievalCalls };
  }
}

/** Everything that decides about what is sampled, as it stands in a key. */
export function chainOfThoughtSettings(chain: CheckedChainOfThought): JsonObject {
  const { prompt, maxTokens, temperature, samples, retrieval } = chain;
  return {
    prompt: { name: prompt.name, version: prompt.version },
    maxTokens,
    temperature,
    samples,
    ...(retrieval === undefined
      ? {}
      : {
          retriever: retrieval.retriever.id,
          k: retrieval.k,
          maxPassageCharacters: retrieval.maxPassageCharacters ?? null,
        }),
  };
}

async function passagesFor(
  { retrieval }: CheckedChainOfThought,
  question: string,
  options: CallOptions,
): Promise<ShownPassage[]> {
  if (retrieval === undefined) return [];
  const { retriever, k, maxPassageCharacters = Number.POSITIVE_INFINITY } = retrieval;
  const passages = await retriever.search(question, { k, ...options });
  options.signal?.throwIfAborted();
  return passages.map(({ title, text }) => ({ title, text: truncateEnd(text, maxPassageCharacters) }));
}
