import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { llamaCppEngine, onnxEngine, type BenchmarkEngine } from './engines.ts';

const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url));

describe.each<[string, () => Promise<BenchmarkEngine>]>([
  ['onnxEngine', () => onnxEngine({ path: fixture('tiny-attention'), threads: 1 })],
  ['llamaCppEngine', () => llamaCppEngine({ path: fixture('tiny.gguf'), threads: 1 })],
])('%s', (_, open) => {
  let engine: BenchmarkEngine;
  beforeAll(async () => {
    engine = await open();
  });
  afterAll(() => engine.close());

  it('ends each sample at its own limit, and counts the tokens that the model read', async () => {
    const messages = [{ role: 'user' as const, content: 'How many apples?' }];
    const limits = [1, 4, 9];
    const { completions, usage } = await engine.sample({ messages, n: 3, seed: 1, maxTokens: 9, limits });
    for (const { index, tokens, finishReason } of completions) {
      if (finishReason === 'length') expect(tokens).toBe(limits[index]);
      else expect(tokens).toBeLessThanOrEqual(limits[index] ?? 0);
    }
    expect(completions[0]?.tokens).toBe(1);
    expect(engine.sharesPrefix).toBe(true);
    // The last token of a sample is not fed; samples that begin alike are fed once.
    expect(engine.fedTokens).toBeGreaterThan(usage.promptTokens);
    expect(engine.fedTokens).toBeLessThanOrEqual(usage.promptTokens + usage.completionTokens - 3);
  });

  it('stops when it is told to', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    const request = { messages: [{ role: 'user' as const, content: 'Hi' }], seed: 1, maxTokens: 50 };
    await expect(engine.sample(request, { signal })).rejects.toThrow('enough');
  });
});
