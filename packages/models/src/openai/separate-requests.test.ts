import type { CompletionRequest } from '@agentd/agent-core';
import { describe, expect, it } from 'vitest';
import { answerOf, ScriptedServer, sendEvents, sendJson } from './__fixtures__/scripted-server.ts';
import { kindFromAddress } from './detect-server.ts';
import { openaiModel } from './openai-model.ts';

const messages: CompletionRequest['messages'] = [{ role: 'user', content: 'Hello' }];
const sampled: CompletionRequest = { messages, n: 4, temperature: 1, seed: 7 };
const piece = (content: string, finish_reason: string | null = null): unknown => ({
  choices: [{ delta: { content }, finish_reason }],
});

describe('separate requests', () => {
  it('begin once the first has its first token', async () => {
    const arrivals: string[] = [];
    let finish = (): void => undefined;
    await using server = await ScriptedServer.start(async ({ body }, response) => {
      arrivals.push(body['stream'] === true ? 'first' : 'other');
      if (body['stream'] !== true) return answerOf('later');
      sendEvents(response, [{ choices: [{ delta: { role: 'assistant', content: '' } }] }]);
      await new Promise((resolve) => setTimeout(resolve, 80));
      arrivals.push('first token');
      sendEventsOn(response, piece('early'));
      await new Promise<void>((resolve) => (finish = resolve));
      sendEventsOn(response, piece('', 'stop'));
      response.end('data: [DONE]\n\n');
      return undefined;
    });
    const running = server.model({ server: 'ollama' }).complete(sampled);
    await expect.poll(() => arrivals, { timeout: 5000 }).toEqual(['first', 'first token', 'other', 'other', 'other']);
    finish();
    const { completions } = await running;
    expect(completions.map(({ text }) => text)).toEqual(['early', 'later', 'later', 'later']);
  });

  it('begin together where the server has no prefix cache, or where that is asked for', async () => {
    for (const options of [
      { server: 'generic', profile: { n: false } },
      { server: 'ollama', stagger: false },
    ] as const) {
      await using server = await ScriptedServer.start(() => answerOf('a'));
      await server.model(options).complete(sampled);
      expect(server.seen.map(({ body }) => body['stream'])).toEqual([false, false, false, false]);
    }
  });

  it('wait for the whole first answer where the server does not stream', async () => {
    await using server = await ScriptedServer.start(({ body }, response) =>
      body['stream'] === true ? sendJson(response, 400, { error: { message: 'Streaming is off' } }) : answerOf('a'),
    );
    const model = server.model({ server: 'ollama' });
    for (let call = 0; call < 2; call++) expect((await model.complete(sampled)).completions).toHaveLength(4);
    expect(server.seen.filter(({ body }) => body['stream'] === true)).toHaveLength(1);
  });

  it('are as few as the limit that the server names allows', async () => {
    await using server = await ScriptedServer.start(({ body }, response) => {
      const n = Number(body['n'] ?? 1);
      const message = `Field 'n': Value must be between 1 <= value <= 4, but got ${n}`;
      return n > 4 ? sendJson(response, 400, { error: { message } }) : answerOf(...'abcd'.slice(0, n));
    });
    const model = server.model({ server: 'llama.cpp' });
    for (let call = 0; call < 2; call++) {
      const { completions } = await model.complete({ ...sampled, n: 10 });
      expect(completions.map(({ text }) => text).join('')).toBe('abcdabcdab');
    }
    expect(server.seen.map(({ body }) => body['n'])).toEqual([10, 4, 4, 2, 4, 4, 2]);
    expect(model.capabilities.n).toBe(true);
  });

  it('notice that log-probabilities are left out', async () => {
    await using server = await ScriptedServer.start(() => answerOf('a'));
    const model = server.model();
    await model.complete({ messages });
    expect(model.capabilities.logprobs).toBe(false);
  });
});

describe('a server profile', () => {
  it.each([
    ['https://api.openai.com/v1', 'openai'],
    ['https://openrouter.ai/api/v1', 'openrouter'],
    ['https://api.deepseek.com/beta', 'deepseek'],
    ['http://localhost:1234/v1', 'lmstudio'],
    ['http://localhost:11434/v1', 'ollama'],
    ['http://localhost:8000/v1', undefined],
  ])('is told from the address %s', (address, kind) => expect(kindFromAddress(address)).toBe(kind));

  it('is told from who owns the models of LM Studio', async () => {
    const models = { data: [{ id: 'm', owned_by: 'organization_owner' }] };
    await using server = await ScriptedServer.start(() => answerOf('a'), models);
    const model = server.model({ server: 'auto' });
    await model.complete({ messages });
    expect(model.capabilities).toMatchObject({ n: false, logprobs: false, seed: true });
    expect(server.seen[0]?.body).not.toHaveProperty('logprobs');
  });

  it('can be overridden in part', async () => {
    await using server = await ScriptedServer.start(() => answerOf(' 3.'));
    const profile = { prefill: { message: { partial: true } }, seed: false, maxStops: 1 };
    const model = server.model({ server: 'openrouter', profile });
    const result = await model.complete({ messages, prefill: 'Thought:', seed: 3, stop: ['x', 'y'] });
    expect(result.prefillMethod).toBe('native');
    expect(server.seen[0]?.body).toMatchObject({ stop: ['x'], messages: [{}, { role: 'assistant', partial: true }] });
    expect(server.seen[0]?.body).not.toHaveProperty('seed');
    expect(() => openaiModel({ model: 'm', baseURL: server.url, profile: { maxStops: -1 } })).toThrow(/maxStops/);
  });
});

describe('further ways to narrow sampling', () => {
  const narrowed: CompletionRequest = { messages, topK: 20, minP: 0.1, repetitionPenalty: 1.2 };

  it.each([
    ['vllm', { top_k: 20, min_p: 0.1, repetition_penalty: 1.2 }, { top_k: -1, min_p: 0, repetition_penalty: 1 }],
    ['llama.cpp', { top_k: 20, min_p: 0.1, repeat_penalty: 1.2 }, { top_k: 0, min_p: 0, repeat_penalty: 1 }],
  ] as const)('go to %s by its names, and are off by default', async (kind, asked, none) => {
    await using server = await ScriptedServer.start(() => answerOf('a'));
    const model = server.model({ server: kind });
    await model.complete(narrowed);
    await model.complete({ messages });
    expect(server.seen.map(({ body }) => body)).toMatchObject([asked, none]);
    const own = server.model({ server: kind, extraBody: { top_k: 7 } });
    await own.complete({ messages });
    expect(server.seen[2]?.body).toMatchObject({ top_k: 7 });
  });

  it('are refused where the server has no field for them', async () => {
    await using server = await ScriptedServer.start(() => answerOf('a'));
    const model = server.model({ server: 'openai' });
    for (const part of [{ topK: 2 }, { minP: 0.1 }, { repetitionPenalty: 1.1 }]) {
      const expected = { code: 'model/unsupported', message: expect.stringContaining(Object.keys(part)[0] ?? '') };
      await expect(model.complete({ messages, ...part })).rejects.toMatchObject(expected);
    }
    expect(server.seen).toHaveLength(0);
  });
});

describe('an error under the status 200', () => {
  it.each([
    [{ error: { code: 429, message: 'slow down' } }, 'model/rate-limited', true],
    [{ error: { code: 402, message: 'no credits' } }, 'model/rate-limited', false],
    [{ error: { message: 'provider down' } }, 'model/server-error', true],
    [
      { choices: [{ finish_reason: 'error', error: { code: 502, message: 'cut' }, message: { content: 'half' } }] },
      'model/server-error',
      true,
    ],
  ])('is one (%#)', async (body, code, isRetryable) => {
    await using server = await ScriptedServer.start(() => body);
    await expect(server.model().complete({ messages })).rejects.toMatchObject({ code, isRetryable });
  });
});

function sendEventsOn(response: { write(text: string): unknown }, event: unknown): void {
  response.write(`data: ${JSON.stringify(event)}\n\n`);
}
