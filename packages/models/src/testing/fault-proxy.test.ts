import type { CompletionRequest, LanguageModel } from '@agentd/agent-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openaiModel, type OpenAIModel, type OpenAIModelOptions } from '../openai/index.ts';
import { faultProxy, openaiServer, type Fault, type FaultProxy, type OpenAIServer } from './index.ts';

/** Says the numbers of its samples, whole and streamed. */
const counting: LanguageModel = {
  id: 'counting',
  capabilities: { n: true, prefill: true, seed: true, logprobs: false, streaming: true },
  complete: async ({ n = 1 }) => ({
    completions: Array.from({ length: n }, (_, index) => ({
      index,
      text: `sample ${index} of a text of some length`,
      finishReason: 'stop',
      tokens: 5,
    })),
    usage: { promptTokens: 7, completionTokens: 5 * n, cachedPromptTokens: 4 },
  }),
  async *stream() {
    for (const text of ['sample ', '0 of a text ', 'of some length']) yield { type: 'text', text };
    const completion = {
      index: 0,
      text: 'sample 0 of a text of some length',
      finishReason: 'stop',
      tokens: 5,
    } as const;
    yield { type: 'completion', completion, usage: { promptTokens: 7, completionTokens: 5, cachedPromptTokens: 4 } };
  },
};

const messages: CompletionRequest['messages'] = [{ role: 'user', content: 'Count.' }];
const retryNow = { 'retry-after-ms': '1' };
const status = (code: number, headers: Record<string, string> = retryNow): Fault => ({
  type: 'status',
  status: code,
  headers,
});

describe('a server that fails', () => {
  let server: OpenAIServer;
  let proxy: FaultProxy;
  beforeAll(async () => {
    server = await openaiServer(counting);
    proxy = await faultProxy({ target: server.url });
  });
  afterEach(async () => {
    // Nothing stays behind: no request that nobody waits for, and no timer that would keep the process alive.
    await expect.poll(() => proxy.open).toBe(0);
  });
  afterAll(async () => {
    await proxy.close();
    await server.close();
  });

  const model = (options: Partial<OpenAIModelOptions> = {}): OpenAIModel =>
    openaiModel({
      model: 'counting',
      baseURL: proxy.url,
      apiKey: 'sk-secret',
      server: 'vllm',
      maxRetries: 2,
      retryDelayMs: 5,
      ...options,
    });

  /** How many requests one call made. */
  async function requestsOf(call: () => Promise<unknown>): Promise<{ requests: number; result: unknown }> {
    const before = proxy.requests;
    const result = await call().catch((error: unknown) => error);
    return { requests: proxy.requests - before, result };
  }

  const good = expect.objectContaining({
    completions: [expect.objectContaining({ text: expect.stringMatching(/^sample 0/) })],
  });

  it.each<[string, string, number, Fault]>([
    ['401', 'model/unauthorised', 1, status(401)],
    ['404', 'model/not-found', 1, status(404)],
    ['408', 'model/timeout', 3, status(408)],
    ['429 with Retry-After', 'model/rate-limited', 3, status(429)],
    ['429 that asks for an hour', 'model/rate-limited', 1, status(429, { 'retry-after': '3600' })],
    ['500', 'model/server-error', 3, status(500)],
    ['503', 'model/server-error', 3, status(503)],
    ['a connection reset at once', 'model/connection-lost', 3, { type: 'reset' }],
    ['a connection reset in the middle', 'model/connection-lost', 3, { type: 'reset', afterBytes: 60 }],
    ['malformed JSON', 'model/bad-answer', 1, { type: 'malformed' }],
    ['null content', 'model/empty-answer', 3, { type: 'null-content' }],
    ['no choices', 'model/empty-answer', 3, { type: 'no-choices' }],
    ['a slow first byte', 'model/timeout', 3, { type: 'slow', delayMs: 2000 }],
    ['an answer that never ends', 'model/timeout', 3, { type: 'endless' }],
  ])('%s: %s after %i requests', async (_, code, requests, fault) => {
    proxy.add(...Array.from({ length: requests }, () => fault));
    const one = model(fault.type === 'slow' || fault.type === 'endless' ? { timeoutMs: 150 } : {});
    const outcome = await requestsOf(() => one.complete({ messages }));
    expect(outcome).toMatchObject({ requests, result: { code } });
    expect(one.usage()).toMatchObject({ requests, failures: requests });
    expect(String(outcome.result)).not.toContain('sk-secret');
  });

  it.each<[string, Fault]>([
    ['408', status(408)],
    ['429 with seconds', status(429, { 'retry-after': '0' })],
    ['429 with a date', status(429, { 'retry-after': new Date().toUTCString() })],
    ['429 without Retry-After', status(429, {})],
    ['500', status(500)],
    ['503', status(503)],
    ['a reset connection', { type: 'reset' }],
    ['a connection reset in the middle', { type: 'reset', afterBytes: 60 }],
    ['null content', { type: 'null-content' }],
    ['no choices', { type: 'no-choices' }],
    ['a slow first byte', { type: 'slow', delayMs: 8000 }],
  ])('%s: got over by a second request', async (_, fault) => {
    proxy.add(fault);
    const outcome = await requestsOf(() => model({ timeoutMs: 2500 }).complete({ messages }));
    expect(outcome).toEqual({ requests: 2, result: good });
  });

  it('refused connections: typed error, and got over once it listens again', async () => {
    await proxy.refuse();
    // The first request may still go over a connection that was kept open.
    const error: unknown = await model({ maxRetries: 1 })
      .complete({ messages })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'model/unreachable', isRetryable: true });
    const running = model({ retryDelayMs: 300 }).complete({ messages });
    await proxy.accept();
    await expect(running).resolves.toEqual(good);
  });

  it('fewer choices than n: the rest is asked for', async () => {
    proxy.add({ type: 'fewer-choices', choices: 2 });
    const { requests, result } = await requestsOf(() => model().complete({ messages, n: 5, temperature: 1 }));
    expect(requests).toBe(2);
    expect(result).toMatchObject({ completions: [0, 1, 2, 3, 4].map((index) => ({ index })) });
  });

  it.each<[string, Fault, string]>([
    ['a reset connection', { type: 'reset', afterBytes: 150 }, 'model/connection-lost'],
    ['pieces without end', { type: 'endless' }, 'model/deadline'],
    ['no choices', { type: 'no-choices' }, 'model/connection-lost'],
    ['a slow first byte', { type: 'slow', delayMs: 2000 }, 'model/deadline'],
  ])('streams, %s: typed error', async (_, fault, code) => {
    proxy.add(fault);
    const one = model({ totalTimeoutMs: code === 'model/deadline' ? 400 : 60_000, maxRetries: 0 });
    await expect(Array.fromAsync(one.stream?.({ messages }) ?? [])).rejects.toMatchObject({ code, isRetryable: true });
  });

  it('samples by streamed requests: what breaks off in the middle is asked for again', async () => {
    proxy.add({ type: 'reset', afterBytes: 150 });
    const request: CompletionRequest = { messages, n: 3, temperature: 1 };
    const { requests, result } = await requestsOf(() => model({ parallelSamples: true }).complete(request));
    expect(requests).toBe(4);
    expect(result).toMatchObject({ completions: [{ index: 0 }, { index: 1 }, { index: 2 }] });
  });

  it('the deadline of the whole call ends waiting for a retry', async () => {
    proxy.add(status(429, { 'retry-after': '30' }));
    const error: unknown = await model({ totalTimeoutMs: 200 })
      .complete({ messages })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'model/deadline', message: expect.stringContaining('200 ms') });
  });

  it('leaves no timer behind', async () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const before = timers();
    proxy.add({ type: 'reset' }, status(500), status(503));
    await model({ timeoutMs: 60_000, totalTimeoutMs: 60_000 })
      .complete({ messages })
      .catch(() => undefined);
    await model({ timeoutMs: 60_000, totalTimeoutMs: 60_000 }).complete({ messages });
    await expect.poll(timers).toBeLessThanOrEqual(before);
  });
});
