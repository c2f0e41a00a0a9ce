import {
  Agent,
  GreedyDecoder,
  renderAction,
  tool,
  type AgentOptions,
  type LanguageModel,
  type Retriever,
} from '@agentd/agent-core';
import { scriptedExecutor } from '@agentd/agent-core/testing';
import { z } from 'zod';

/** A turn that calls `final_answer` with the value, which {@link scriptedAgent} understands. */
export const giveAnswer = (value: string | number): string =>
  renderAction({ thought: 'I know it.', code: `final_answer(${value})` });

/** A turn that computes something and goes on. */
export const goOn = renderAction({ thought: 'First this.', code: 'print(6 * 7)' });

/** An agent whose executor only knows the code above. */
export function scriptedAgent(model: LanguageModel, options: Partial<AgentOptions> = {}): Agent {
  const executor = scriptedExecutor((code) => {
    const answer = /^final_answer\((.*)\)$/.exec(code)?.[1];
    if (answer !== undefined) return { finalAnswer: { text: answer } };
    const query = /^print\(web_search\("(.*)"\)\)$/.exec(code)?.[1];
    if (query === undefined) return { stdout: '42\n' };
    const call = { tool: 'web_search', arguments: { query }, effect: 'read', output: 'found', durationMs: 0 } as const;
    return { stdout: 'found\n', toolCalls: [call] };
  });
  return new Agent({ model, executor, decoder: new GreedyDecoder({ temperature: 0.4 }), maxSteps: 2, ...options });
}

/** A tool that is told apart by its description alone. */
export const search = (k: number) =>
  tool({
    name: 'web_search',
    description: `Returns ${k} passages.`,
    input: z.object({ query: z.string() }),
    output: z.string(),
    effect: 'read',
    execute: () => 'found',
  });

/** A corpus of two passages. */
export function scriptedRetriever(
  id = 'two passages',
): Retriever & { queries: { query: string; k: number | undefined }[] } {
  const queries: { query: string; k: number | undefined }[] = [];
  const texts = ['Six times seven is forty-two.', 'Seven is a prime number.'];
  return {
    id,
    queries,
    async search(query, { k, signal } = {}) {
      signal?.throwIfAborted();
      queries.push({ query, k });
      return texts.slice(0, k).map((text, index) => ({ id: `${index}`, title: `Title ${index}`, text, score: 1 }));
    },
  };
}
