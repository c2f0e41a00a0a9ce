import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AgentdError } from '../errors.ts';
import type { ChatMessage, Completion, CompletionRequest, LanguageModel, SampleSummary } from '../model.ts';

/** Settings of {@link describeLanguageModel}. */
export interface LanguageModelSuiteOptions {
  /** A conversation that the model goes on with at some length. */
  messages?: readonly ChatMessage[];
  /** Tokens to ask for; default 24. The model should mostly need more than three. */
  maxTokens?: number;
  /** Text that the answer is made to begin with; default `Thought: I`. */
  prefill?: string;
}

/**
 * What every {@link LanguageModel} must hold. The model is made once and closed at the end.
 * @param make opens the model
 */
export function describeLanguageModel(
  name: string,
  make: () => Promise<LanguageModel> | LanguageModel,
  options: LanguageModelSuiteOptions = {},
): void {
  const { maxTokens = 24, prefill = 'Thought: I' } = options;
  const messages = options.messages ?? [{ role: 'user', content: 'How many apples are left in the basket?' }];
  const greedy: CompletionRequest = { messages, maxTokens };
  const sampled: CompletionRequest = { ...greedy, n: 3, temperature: 1, seed: 11 };

  describe(`language model: ${name}`, () => {
    let model: LanguageModel;
    beforeAll(async () => {
      model = await make();
    });
    afterAll(async () => {
      await model.close?.();
    });

    it('has a name, and says what it does by itself', async ({ task }) => {
      expect(model.id).not.toBe('');
      // The first call may tell more about a server.
      await model.complete({ ...sampled, maxTokens: 2 });
      Object.assign(task.meta, { capabilities: { ...model.capabilities } });
    });

    it('gives one greedy sample by default', async () => {
      const { completions, usage } = await model.complete(greedy);
      expect(completions).toHaveLength(1);
      expect(completions[0]).toMatchObject({ index: 0, finishReason: expect.stringMatching(/^(stop|length)$/) });
      expect(usage.promptTokens).toBeGreaterThan(0);
      expect(usage.completionTokens).toBeGreaterThan(0);
    });

    it('gives n distinct samples, ordered by index', async () => {
      const { completions } = await model.complete(sampled);
      expect(completions.map(({ index }) => index)).toEqual([0, 1, 2]);
      expect(new Set(completions.map(({ text }) => text)).size).toBeGreaterThan(1);
    });

    it('gives equal samples at temperature 0', async () => {
      const { completions } = await model.complete({ ...greedy, n: 3 });
      expect(completions.map(({ index }) => index)).toEqual([0, 1, 2]);
      expect(new Set(completions.map(({ text }) => text)).size).toBe(1);
    });

    it('counts tokens: usage is the sum over the samples', async () => {
      const { completions, usage } = await model.complete(sampled);
      const sum = completions.reduce((total, { tokens }) => total + tokens, 0);
      for (const { tokens } of completions) expect(tokens).toBeLessThanOrEqual(maxTokens);
      // A server may or may not count the token that ends the turn.
      const slack = usage.estimated === true ? usage.completionTokens : completions.length;
      expect(Math.abs(usage.completionTokens - sum)).toBeLessThanOrEqual(slack);
    });

    it('gives negative finite log-probabilities', async ({ skip }) => {
      skip(!model.capabilities.logprobs, 'it has none');
      const { completions } = await model.complete(sampled);
      for (const { logprob, tokens } of completions) {
        if (tokens === 0) continue;
        expect(logprob).toBeLessThan(0);
        expect(Number.isFinite(logprob)).toBe(true);
      }
    });

    it('cuts every sample at a stop string', async () => {
      const whole = await model.complete(sampled);
      const stop = [' ', 'e', 't'];
      const { completions } = await model.complete({ ...sampled, stop });
      expect(completions).toHaveLength(3);
      for (const { text, finishReason } of completions) {
        expect(text).not.toMatch(/[ et]/);
        expect(finishReason).toMatch(/^(stop|length)$/);
      }
      if (!model.capabilities.seed) return;
      const cut = whole.completions.map(({ text }) => text.slice(0, Math.max(0, `${text} `.search(/[ et]/))));
      expect(completions.map(({ text }) => text)).toEqual(cut);
    });

    it('repeats itself for the same seed and not for another', async ({ skip }) => {
      skip(!model.capabilities.seed, 'it takes no seed');
      const texts = async (seed: number): Promise<string[]> =>
        (await model.complete({ ...sampled, seed })).completions.map(({ text }) => text);
      const first = await texts(5);
      expect(await texts(5)).toEqual(first);
      expect(await texts(6)).not.toEqual(first);
    });

    it('ends with `length` at the token limit', async () => {
      const { completions } = await model.complete({ ...greedy, maxTokens: 2 });
      expect(completions[0]).toMatchObject({ finishReason: 'length' });
      expect(completions[0]?.tokens).toBeLessThanOrEqual(2);
    });

    it('ends before the first stop string, wherever it lies in the tokens', async () => {
      const whole = (await model.complete(greedy)).completions[0]?.text ?? '';
      for (const length of [1, 2, 5]) {
        const from = Math.floor(whole.length / 2);
        const stop = whole.slice(from, from + length);
        const { completions } = await model.complete({ ...greedy, stop: ['never in the text', stop] });
        expect(completions[0]).toMatchObject({ text: whole.slice(0, whole.indexOf(stop)), finishReason: 'stop' });
        // A server that cuts the text itself may not say at which string.
        expect([stop, undefined]).toContain(completions[0]?.stopString);
      }
    });

    it('goes on from a prefill without repeating it', async ({ skip }) => {
      skip(!model.capabilities.prefill, 'it is asked for by an instruction');
      const { completions, prefillMethod } = await model.complete({ ...sampled, prefill });
      expect(prefillMethod).toBe('native');
      for (const { text } of completions) expect(text.startsWith(prefill)).toBe(false);
      const without = await model.complete(greedy);
      const withIt = await model.complete({ ...greedy, prefill });
      expect(without.prefillMethod).toBeUndefined();
      expect(withIt.usage.promptTokens).toBeGreaterThan(without.usage.promptTokens);
    });

    it('hands samples out one by one', async ({ skip }) => {
      if (model.sample === undefined) return skip('it gives all at once');
      const { completions } = await model.complete(sampled);
      const drawn: Completion[] = [];
      const samples = model.sample(sampled);
      let summary: SampleSummary | undefined;
      while (summary === undefined) {
        const next = await samples.next();
        if (next.done === true) summary = next.value;
        else drawn.push(next.value);
      }
      const texts = (list: Completion[]): string[] => list.map(({ text }) => text).toSorted();
      expect(drawn.map(({ index }) => index).toSorted()).toEqual([0, 1, 2]);
      if (model.capabilities.seed) expect(texts(drawn)).toEqual(texts(completions));
      expect(summary.usage.completionTokens).toBeGreaterThan(0);
    });

    it('can be left after the first sample, and goes on serving', async () => {
      for await (const { text } of model.sample?.({ ...sampled, n: 6 }) ?? []) {
        expect(text).toBeTypeOf('string');
        break;
      }
      expect((await model.complete(greedy)).completions).toHaveLength(1);
    });

    it('returns what was used once there is enough', async ({ skip }) => {
      if (model.sample === undefined) return skip('it gives all at once');
      const enough = new AbortController();
      const samples = model.sample({ ...sampled, n: 6 }, { enough: enough.signal });
      const first = await samples.next();
      expect(first.done).toBe(false);
      enough.abort();
      let next = await samples.next();
      while (next.done !== true) next = await samples.next();
      expect(next.value.usage.promptTokens).toBeGreaterThan(0);
    });

    it('streams what it would have completed', async ({ skip }) => {
      expect(model.stream !== undefined).toBe(model.capabilities.streaming);
      if (model.stream === undefined) return skip('it does not stream');
      const whole = await model.complete(greedy);
      const half = whole.completions[0]?.text.slice(4, 6) ?? '';
      for (const request of [greedy, { ...greedy, stop: half === '' ? [] : [half] }]) {
        let text = '';
        let completion: Completion | undefined;
        for await (const chunk of model.stream(request)) {
          if (chunk.type === 'text') text += chunk.text;
          else {
            completion = chunk.completion;
            expect(chunk.usage.completionTokens).toBeGreaterThan(0);
          }
        }
        const expected = (await model.complete(request)).completions[0];
        expect(completion).toMatchObject({ index: 0, text, finishReason: expected?.finishReason });
        expect(text).toBe(expected?.text);
      }
    });

    it('throws the reason of a signal that was aborted before', async () => {
      const signal = AbortSignal.abort(new Error('not needed any more'));
      await expect(model.complete(greedy, { signal })).rejects.toThrow('not needed any more');
      if (model.sample !== undefined) {
        await expect(model.sample(greedy, { signal }).next()).rejects.toThrow('not needed any more');
      }
      if (model.stream !== undefined) {
        await expect(Array.fromAsync(model.stream(greedy, { signal }))).rejects.toThrow('not needed any more');
      }
    });

    it('can be aborted on the way, and goes on serving', async () => {
      const controller = new AbortController();
      const running = model.complete({ ...sampled, n: 8, maxTokens: 200 }, { signal: controller.signal });
      setImmediate(() => controller.abort(new Error('stop now')));
      await expect(running).rejects.toThrow('stop now');
      expect((await model.complete(greedy)).completions).toHaveLength(1);
    });

    it('ends a stream that is left or aborted, and goes on serving', async ({ skip }) => {
      if (model.stream === undefined) return skip('it does not stream');
      const controller = new AbortController();
      const long = { ...greedy, maxTokens: 200 };
      const read = async (): Promise<void> => {
        for await (const chunk of model.stream?.(long, { signal: controller.signal }) ?? []) {
          if (chunk.type === 'text') controller.abort(new Error('stop now'));
        }
      };
      await expect(read()).rejects.toThrow('stop now');
      for await (const chunk of model.stream(long)) if (chunk.type === 'text') break;
      expect((await model.complete(greedy)).completions).toHaveLength(1);
    });

    it('says how many prompt tokens were cached at most as many as there are', async () => {
      const { usage } = await model.complete(greedy);
      expect(usage.cachedPromptTokens ?? 0).toBeLessThanOrEqual(usage.promptTokens);
    });

    it.each<[string, Partial<CompletionRequest>]>([
      ['n = 0', { n: 0 }],
      ['n = 1.5', { n: 1.5 }],
      ['a negative temperature', { temperature: -0.1 }],
      ['a temperature that is no number', { temperature: Number.NaN }],
      ['topP = 0', { topP: 0 }],
      ['topP above 1', { topP: 1.1 }],
      ['maxTokens = 0', { maxTokens: 0 }],
      ['no messages', { messages: [] }],
      ['an empty stop string', { stop: [''] }],
      ['a prefill that ends in white space', { prefill: 'Thought: ' }],
    ])('refuses %s', async (_, part) => {
      const request = { ...greedy, ...part };
      const error: unknown = await model.complete(request).catch((thrown: unknown) => thrown);
      expect(error).toSatisfy((thrown: unknown) => AgentdError.isInstance(thrown, 'model/bad-request'));
      if (model.sample !== undefined) await expect(model.sample(request).next()).rejects.toThrow(/can't be used/);
    });

    it('streams one sample only', async ({ skip }) => {
      if (model.stream === undefined) return skip('it does not stream');
      await expect(Array.fromAsync(model.stream({ ...greedy, n: 2 }))).rejects.toThrow(/n is 2/);
    });
  });
}
