import type { Completion, CompletionRequest, CompletionResult, LanguageModel } from '@agentd/agent-core';

/** What a replayed answer cost is not known. */
const usage = { promptTokens: 0, completionTokens: 0, estimated: true };

const completion = (text: string, index: number): Completion => ({ index, text, finishReason: 'stop', tokens: 0 });

/** A model that says again what was recorded of another. */
function replayModel(id: string, textsOf: (request: CompletionRequest) => readonly string[]): LanguageModel {
  return {
    id,
    capabilities: { n: true, prefill: false, seed: false, logprobs: false, streaming: false },
    async complete(request, options): Promise<CompletionResult> {
      options?.signal?.throwIfAborted();
      return { completions: textsOf(request).map(completion), usage };
    },
  };
}

/** Gives one turn of an agent after the other, by how many it finds in the conversation; past the last, nothing. */
export const replayTurns = (id: string, turns: readonly string[]): LanguageModel =>
  replayModel(id, ({ messages }) => [turns[messages.filter(({ role }) => role === 'assistant').length] ?? '']);

/** Gives the samples of the question that ends the conversation. */
export const replaySamples = (id: string, samples: ReadonlyMap<string, readonly string[]>): LanguageModel =>
  replayModel(id, ({ messages, n = 1 }) => {
    const question = messages.at(-1)?.content ?? '';
    const texts = samples.get(question);
    if (texts === undefined || texts.length < n) {
      throw new Error(`There are ${texts?.length ?? 0} recorded samples for ${JSON.stringify(question)}, not ${n}.`);
    }
    return texts.slice(0, n);
  });
