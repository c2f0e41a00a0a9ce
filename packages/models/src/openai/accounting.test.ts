import { describe, expect, it } from 'vitest';
import { answerOf, ScriptedServer, sendEvents, sendJson } from './__fixtures__/scripted-server.ts';

const messages = [{ role: 'user', content: 'Hello' }] as const;
const prices = { input: 2, cachedInput: 0.5, output: 10 };
const usage = { prompt_tokens: 1000, completion_tokens: 100, prompt_tokens_details: { cached_tokens: 800 } };
/** 200 fresh tokens at 2, 800 cached ones at 0.5, 100 generated ones at 10, each a million. */
const cost = 0.0018;

describe('usage', () => {
  it('has cached tokens and a cost', async () => {
    await using server = await ScriptedServer.start(() => ({ ...answerOf('a'), usage }));
    const model = server.model({ prices });
    const result = await model.complete({ messages });
    expect(result.usage).toEqual({ promptTokens: 1000, completionTokens: 100, cachedPromptTokens: 800, cost });
    expect(model.usage()).toEqual({ ...result.usage, requests: 1, failures: 0 });
  });

  it("reads DeepSeek's name for cached tokens", async () => {
    const deepSeek = {
      prompt_tokens: 10,
      completion_tokens: 1,
      prompt_cache_hit_tokens: 8,
      prompt_cache_miss_tokens: 2,
    };
    await using server = await ScriptedServer.start(() => ({ ...answerOf('a'), usage: deepSeek }));
    expect((await server.model().complete({ messages })).usage).toMatchObject({ cachedPromptTokens: 8 });
  });

  it('is the sum over separate requests, streamed and whole ones, of which each is counted once', async () => {
    await using server = await ScriptedServer.start(() => ({ ...answerOf('a'), usage }));
    const model = server.model({ prices, parallelSamples: true });
    const result = await model.complete({ messages, n: 4, temperature: 1 });
    expect(server.seen.map(({ body }) => body['stream'])).toEqual([true, false, false, false]);
    expect(result.usage).toMatchObject({ promptTokens: 4000, completionTokens: 400, cachedPromptTokens: 3200 });
    expect(result.usage.cost).toBeCloseTo(4 * cost, 12);
    expect(model.usage()).toMatchObject({ promptTokens: 4000, completionTokens: 400, requests: 4 });
  });

  it('of a stream comes from its end', async () => {
    await using server = await ScriptedServer.start(() => ({ ...answerOf('a'), usage }));
    const model = server.model({ prices });
    const chunks = await Array.fromAsync(model.stream?.({ messages }) ?? []);
    expect(chunks.at(-1)).toMatchObject({
      type: 'completion',
      usage: { promptTokens: 1000, cachedPromptTokens: 800, cost },
    });
    expect(model.usage()).toMatchObject({ promptTokens: 1000, completionTokens: 100, cost });
  });

  it('counts answers that could not be used, and requests that failed', async () => {
    let turn = 0;
    await using server = await ScriptedServer.start((_, response) => {
      turn++;
      if (turn === 1) return { choices: [], usage };
      if (turn === 2) return sendJson(response, 500, {}, { 'retry-after': '0' });
      return { ...answerOf('a'), usage };
    });
    const model = server.model({ maxRetries: 3, retryDelayMs: 1 });
    expect((await model.complete({ messages })).usage).toMatchObject({ promptTokens: 1000 });
    expect(model.usage()).toEqual({
      promptTokens: 2000,
      completionTokens: 200,
      cachedPromptTokens: 1600,
      requests: 3,
      failures: 2,
    });
  });

  it('of a stream that broke off is estimated', async () => {
    await using server = await ScriptedServer.start((_, response) => {
      sendEvents(response, [{ choices: [{ delta: { content: 'x'.repeat(40) } }] }]);
      response.end();
    });
    const model = server.model();
    await expect(Array.fromAsync(model.stream?.({ messages }) ?? [])).rejects.toThrow(/ended the stream/);
    expect(model.usage()).toMatchObject({ completionTokens: 10, estimated: true });
  });

  it('counts every sample where the server counts the first alone', async () => {
    const choices = ['one two', 'one two three four'].map((content) => ({
      finish_reason: 'stop',
      message: { content },
      logprobs: { content: content.split(' ').map((token) => ({ token, logprob: -1 })) },
    }));
    const first = { prompt_tokens: 5, completion_tokens: 2 };
    await using server = await ScriptedServer.start(() => ({ choices, usage: first }));
    const request = { messages, n: 2, temperature: 1 };
    const exact = await server.model({ server: 'llama.cpp' }).complete(request);
    expect(exact.usage).toEqual({ promptTokens: 5, completionTokens: 6 });
    const plain = choices.map(({ finish_reason, message }) => ({ finish_reason, message }));
    await using silent = await ScriptedServer.start(() => ({ choices: plain, usage: first }));
    const scaled = await silent.model({ server: 'llama.cpp' }).complete(request);
    expect(scaled.usage).toEqual({ promptTokens: 5, completionTokens: 7, estimated: true });
  });
});
