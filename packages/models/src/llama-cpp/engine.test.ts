import { fileURLToPath } from 'node:url';
import type { Completion, Usage } from '@agentd/agent-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Engine } from './engine.ts';
import { openLlama } from './open-llama.ts';
import type { EngineRequest } from '../local/engine.ts';
import { localModel } from '../local/index.ts';

const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url));

const request: EngineRequest = {
  messages: [{ role: 'user', content: 'How many apples are left in the basket?' }],
  n: 1,
  temperature: 0,
  topP: 1,
  topK: undefined,
  minP: 0,
  repetitionPenalty: 1,
  maxTokens: 20,
  stop: [],
  seed: 1,
  prefill: '',
};
const settings = { path: fixture('tiny.gguf'), maxSamples: 8, gpu: false, threads: 1 };
const asked = (content: string): EngineRequest => ({ ...request, messages: [{ role: 'user', content }] });

describe('Engine on llama.cpp', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = new Engine(await openLlama(settings, undefined));
  });
  afterAll(() => engine.close());

  const generate = async (
    asking: EngineRequest,
    stopped: () => boolean = () => false,
  ): Promise<{ completions: Completion[]; usage: Usage; fed: number }> => {
    const before = engine.fedTokens;
    const completions: Completion[] = [];
    const usage = await engine.generate(asking, {
      onCompletion: (completion) => completions.push(completion),
      stopped,
    });
    return { completions, usage, fed: engine.fedTokens - before };
  };

  it('reads a prompt once for all samples', async () => {
    const { usage, completions, fed } = await generate({ ...asked('What is 12 + 34?'), n: 8, temperature: 1 });
    const cold = usage.promptTokens - (usage.cachedPromptTokens ?? 0);
    expect(completions).toHaveLength(8);
    // The last token of a sample is not fed, and samples that begin alike share what they have in common.
    expect(fed).toBeLessThanOrEqual(cold + usage.completionTokens - 8);
    expect(fed).toBeGreaterThan(cold);
  });

  it('decodes samples that are the same as one', async () => {
    const { usage, completions, fed } = await generate({ ...asked('Which is larger?'), n: 8 });
    const cold = usage.promptTokens - (usage.cachedPromptTokens ?? 0);
    expect(usage.completionTokens).toBe(8 * (completions[0]?.tokens ?? 0));
    expect(fed).toBe(cold + (completions[0]?.tokens ?? 0) - 1);
  });

  it('reads only what a prompt has more than one before, or an answer to it', async () => {
    const first = await generate({ ...asked('Tell me about apples.'), n: 4, temperature: 1 });
    const again = await generate({ ...asked('Tell me about apples.'), maxTokens: 1 });
    expect(again.usage.cachedPromptTokens).toBe(first.usage.promptTokens);
    expect(again.fed).toBe(0);
    const answered = await generate({ ...asked('Tell me about apples.'), maxTokens: 10 });
    const answer = answered.completions[0]?.text ?? '';
    const messages = [
      ...asked('Tell me about apples.').messages,
      { role: 'assistant' as const, content: answer },
      { role: 'user' as const, content: 'And now?' },
    ];
    const next = await generate({ ...request, messages, maxTokens: 1 });
    expect(next.usage.cachedPromptTokens).toBeGreaterThan(first.usage.promptTokens);
    expect(next.fed).toBe(next.usage.promptTokens - (next.usage.cachedPromptTokens ?? 0));
  });

  it('gives the same from a cached prompt as from a new one', async () => {
    const wanted = { ...asked('print(total)'), n: 3, temperature: 1, maxTokens: 8 };
    const first = await generate(wanted);
    await generate(asked('Something else, so that nothing is left of the one before.'));
    const again = await generate(wanted);
    const texts = (list: Completion[]): string[] => list.toSorted((a, b) => a.index - b.index).map(({ text }) => text);
    expect(texts(again.completions)).toEqual(texts(first.completions));
  });

  it('goes on in batches where there are more samples than sequences', async () => {
    const { completions, usage, fed } = await generate({ ...asked('Count to ten.'), n: 20, temperature: 1 });
    expect(completions.map(({ index }) => index).toSorted((a, b) => a - b)).toEqual([...Array(20).keys()]);
    expect(fed).toBeLessThanOrEqual(usage.promptTokens + usage.completionTokens - 20);
  });

  it('gives the samples that it gives one by one', async () => {
    const wanted = { ...asked('Go on with this.'), n: 8, temperature: 1, maxTokens: 10 };
    const together = await generate(wanted);
    const alone = new Engine(await openLlama({ ...settings, maxSamples: 1 }, undefined));
    const completions: Completion[] = [];
    await alone.generate(wanted, { onCompletion: (completion) => completions.push(completion), stopped: () => false });
    await alone.close();
    expect(completions.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    for (const { index, text, logprob = 0 } of together.completions) {
      expect(text).toBe(completions[index]?.text);
      expect(logprob).toBeCloseTo(completions[index]?.logprob ?? 0, 1);
    }
  });

  it('draws tokens as often as they are likely', async () => {
    const n = 4000;
    const { completions, usage } = await generate({ ...asked('What next?'), n, temperature: 1, maxTokens: 1 });
    const drawn = new Map<number, number>();
    for (const { logprob = 0 } of completions) drawn.set(logprob, (drawn.get(logprob) ?? 0) + 1);
    const likely = [...drawn].filter(([logprob]) => Math.exp(logprob) * n > 20);
    expect(likely.length).toBeGreaterThan(5);
    for (const [logprob, count] of likely) {
      const expected = Math.exp(logprob) * n;
      expect(Math.abs(count - expected)).toBeLessThan(4 * Math.sqrt(expected));
    }
    expect(usage.completionTokens).toBe(n);
  });

  it('stops before the next token', async () => {
    let calls = 0;
    const { usage, fed } = await generate({ ...asked('Stop me.'), maxTokens: 100 }, () => ++calls > 6);
    expect(usage.completionTokens).toBeLessThan(7);
    expect(fed).toBeLessThan(usage.promptTokens + 7);
    expect((await generate(request)).completions).toHaveLength(1);
  });

  it('answers as the ONNX engine does with the same weights', async () => {
    const reference = await localModel({ path: fixture('tiny-attention') });
    for (const content of ['How many apples are left in the basket?', 'print(total)', 'Thought: I add 3 + 4']) {
      const same = { ...asked(content), prefill: 'Thought: I', maxTokens: 12 };
      const { completions, usage } = await generate(same);
      const expected = await reference.complete({ messages: same.messages, prefill: same.prefill, maxTokens: 12 });
      expect(usage.promptTokens).toBe(expected.usage.promptTokens);
      expect(completions[0]?.text).toBe(expected.completions[0]?.text);
      // llama.cpp keeps its cache in 16-bit floats.
      expect(completions[0]?.logprob).toBeCloseTo(expected.completions[0]?.logprob ?? 0, 0);
    }
    await reference.close?.();
  });
});
