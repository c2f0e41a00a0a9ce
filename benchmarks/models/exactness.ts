import type { BenchmarkEngine } from '@agentd/models/testing';
import { lengthsOf, promptOf } from './prompts.ts';
import { greedy, sampled } from './settings.ts';
import type { TransformersJs } from './transformers-js.ts';

/** How many comparisons came out equal. */
export interface Equality {
  equal: number;
  unequal: number;
}

/** Greedy answers of both on prompts of several lengths, compared as texts. */
export async function greedyEquality(
  engine: BenchmarkEngine,
  transformers: TransformersJs,
  prompts: readonly string[],
  tokens: number,
): Promise<Equality> {
  const result: Equality = { equal: 0, unequal: 0 };
  for (const content of prompts) {
    const messages = [{ role: 'user' as const, content }];
    const [expected] = (await transformers.generate([transformers.render(messages)], tokens)).texts;
    const request = { messages, ...greedy, maxTokens: tokens };
    const [completion] = (await engine.sample(request)).completions;
    if (completion?.text === expected) result.equal++;
    else result.unequal++;
  }
  return result;
}

/** Rows of a batch of eight, each compared with the same sample drawn while the others end after one token. */
export async function rowEquality(engine: BenchmarkEngine, prompt: number, tokens: number): Promise<Equality> {
  const messages = [{ role: 'user' as const, content: promptOf(prompt, 5) }];
  const request = { messages, ...sampled, n: 8, maxTokens: tokens };
  const limits = lengthsOf(8, tokens);
  const together = (await engine.sample({ ...request, limits })).completions;
  const result: Equality = { equal: 0, unequal: 0 };
  for (const [index, limit] of limits.entries()) {
    const alone = limits.map((_, at) => (at === index ? limit : 1));
    const { completions } = await engine.sample({ ...request, limits: alone });
    if (completions[index]?.text === together[index]?.text) result.equal++;
    else result.unequal++;
  }
  return result;
}
