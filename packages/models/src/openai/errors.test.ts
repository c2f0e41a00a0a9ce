import { inspect } from 'node:util';
import { AgentdError, type CompletionRequest } from '@agentd/agent-core';
import { describe, expect, it, vi } from 'vitest';
import { openaiModel } from './openai-model.ts';
import { answerOf, ScriptedServer, sendJson, type Handler } from './__fixtures__/scripted-server.ts';

const request: CompletionRequest = { messages: [{ role: 'user', content: 'Hello' }] };

/** The error of one call that meets `handler`. */
async function errorFrom(handler: Handler, models?: unknown): Promise<AgentdError> {
  await using server = await ScriptedServer.start(handler, models);
  const error: unknown = await server
    .model({ timeoutMs: 300 })
    .complete(request)
    .catch((thrown: unknown) => thrown);
  if (!AgentdError.isInstance(error)) throw new Error(`Not a typed error: ${String(error)}`);
  return error;
}

const status =
  (code: number, error: unknown): Handler =>
  (_, response) =>
    sendJson(response, code, error);

describe('faults of the server', () => {
  it('says which address nobody answers at, and how to start a server', async () => {
    const server = await ScriptedServer.start(() => ({}));
    await server[Symbol.asyncDispose]();
    await expect(server.model().complete(request)).rejects.toMatchObject({
      code: 'model/unreachable',
      isRetryable: true,
      message: expect.stringMatching(new RegExp(`${server.url}.*ECONNREFUSED.*vllm serve`)),
    });
  });

  it.each([401, 403])('tells that access is refused (%i), without the key', async (code) => {
    const error = await errorFrom(status(code, { error: { message: 'Incorrect API key provided: sk-secret.' } }));
    expect(error).toMatchObject({ code: 'model/unauthorised', isRetryable: false });
    expect(error.message).toContain('Incorrect API key provided: [API key]');
    expect(JSON.stringify(error) + String(error.stack) + String(error.cause)).not.toContain('sk-secret');
  });

  it('lists the models that there are when the one asked for is not', async () => {
    const models = { data: [{ id: 'qwen' }, { id: 'llama' }] };
    const error = await errorFrom(status(404, { error: { message: 'no such model' } }), models);
    expect(error).toMatchObject({
      code: 'model/not-found',
      message: expect.stringMatching(/"m".*It has: qwen, llama/),
    });
  });

  it('points to baseURL when there is nothing at all', async () => {
    const error = await errorFrom(status(404, { detail: 'Not Found' }));
    expect(error).toMatchObject({
      code: 'model/not-found',
      message: expect.stringMatching(/Not Found.*check baseURL/),
    });
  });

  it.each([
    [400, { error: { message: 'too long', code: 'context_length_exceeded' } }],
    [400, { object: 'error', message: "This model's maximum context length is 8192 tokens.", code: 400 }],
    [400, { error: { message: 'the request exceeds the available context size', type: 'exceed_context_size_error' } }],
    [
      422,
      { error: 'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096', error_type: 'validation' },
    ],
  ])('recognises a context overflow (%#)', async (code, body) => {
    expect(await errorFrom(status(code, body))).toMatchObject({ code: 'model/context-overflow', isRetryable: false });
  });

  it.each([
    [400, { error: { message: 'temperature must be below 2' } }, 'temperature must be below 2'],
    [422, { detail: [{ loc: ['body', 'stop'], msg: 'bad stop' }] }, 'bad stop'],
    [400, { message: 'plain message' }, 'plain message'],
  ])('hands on why a request is refused (%#)', async (code, body, message) => {
    const error = await errorFrom(status(code, body));
    expect(error).toMatchObject({ code: 'model/bad-request', message: expect.stringContaining(message) });
  });

  it('tells a rate limit from a quota that is used up', async () => {
    const limited = await errorFrom(status(429, { error: { message: 'slow down' } }));
    expect(limited).toMatchObject({ code: 'model/rate-limited', isRetryable: true });
    const spent = await errorFrom(status(429, { error: { message: 'no money', code: 'insufficient_quota' } }));
    expect(spent).toMatchObject({ code: 'model/rate-limited', isRetryable: false });
  });

  it('shows the words of an HTML error page', async () => {
    const error = await errorFrom((_, response) => {
      response
        .writeHead(502, { 'content-type': 'text/html' })
        .end('<html><style>p{}</style><h1>502 Bad Gateway</h1></html>');
    });
    expect(error).toMatchObject({ code: 'model/server-error', isRetryable: true });
    expect(error.message).toMatch(/502 Bad Gateway/);
    expect(error.message).not.toContain('<');
  });

  it('gives up after timeoutMs', async () => {
    const error = await errorFrom(() => undefined);
    expect(error).toMatchObject({
      code: 'model/timeout',
      isRetryable: true,
      message: expect.stringContaining('300 ms'),
    });
  });

  it('gives up also when the answer stands still in the middle', async () => {
    const error = await errorFrom((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"choices": [');
    });
    expect(error).toMatchObject({ code: 'model/timeout' });
  });

  it('tells that the connection broke off', async () => {
    const early = await errorFrom((_, response) => void response.destroy());
    expect(early).toMatchObject({ code: 'model/connection-lost', isRetryable: true });
    const late = await errorFrom((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '999' }).write('{"choices": [');
      setTimeout(() => response.destroy(), 20);
    });
    expect(late).toMatchObject({ code: 'model/connection-lost', isRetryable: true });
  });

  it.each([
    ['an HTML page', 'text/html', '<html>Welcome</html>'],
    ['cut JSON', 'application/json', '{"choices": ['],
    ['another JSON', 'application/json', '{"choices": "none"}'],
    ['null', 'application/json', 'null'],
    ['nothing', 'application/json', ''],
  ])('refuses %s as an answer', async (_, type, text) => {
    const error = await errorFrom((__, response) => void response.writeHead(200, { 'content-type': type }).end(text));
    expect(error).toMatchObject({ code: 'model/bad-answer', message: expect.stringContaining('baseURL') });
  });
});

describe('answers without text', () => {
  const choice = (message: unknown, finish_reason: string): unknown => ({
    choices: [{ index: 0, finish_reason, message }],
  });

  it.each([
    ['no choices', { choices: [] }, /no choices/],
    ['null content', choice({ content: null }, 'stop'), /content is null/],
    [
      'reasoning that took all tokens',
      choice({ content: null, reasoning_content: 'Hmm' }, 'length'),
      /raise maxTokens/,
    ],
    [
      'reasoning that took all tokens, newer form',
      choice({ content: '', reasoning: 'Hmm' }, 'length'),
      /raise maxTokens/,
    ],
    ['a refusal', choice({ content: null, refusal: 'I will not' }, 'stop'), /refused \(I will not\)/],
  ])('are errors: %s', async (_, body, message) => {
    const error = await errorFrom(() => body);
    expect(error).toMatchObject({ code: 'model/empty-answer', message: expect.stringMatching(message) });
  });

  it('are answers when the model stopped at once', async () => {
    await using server = await ScriptedServer.start(() => choice({ content: '' }, 'stop'));
    const { completions } = await server.model().complete(request);
    expect(completions).toMatchObject([{ text: '', finishReason: 'stop' }]);
  });

  it('leave the other samples of the request alone', async () => {
    const empty = { index: 1, finish_reason: 'length', message: { content: null, reasoning_content: 'Hmm' } };
    const full = { index: 0, finish_reason: 'stop', message: { content: 'Yes', reasoning_content: 'Hmm' } };
    await using server = await ScriptedServer.start(() => ({ choices: [full, empty] }));
    const { completions } = await server.model().complete({ ...request, n: 2, temperature: 1 });
    expect(completions).toMatchObject([{ text: 'Yes' }, { text: '', finishReason: 'length' }]);
  });
});

describe('retries', () => {
  /** Fails `times` times, then answers. */
  const failing =
    (times: number, fail: Handler): Handler =>
    (seen, response) =>
      times-- > 0 ? fail(seen, response) : answerOf('at last');

  it.each<[string, Handler]>([
    [
      'a rate limit',
      (_, response) => sendJson(response, 429, { error: { message: 'slow down' } }, { 'retry-after-ms': '1' }),
    ],
    ['a failing server', (_, response) => sendJson(response, 500, {}, { 'retry-after': '0' })],
    ['an overloaded server', (_, response) => sendJson(response, 503, {}, { 'retry-after': new Date().toUTCString() })],
    ['a lost connection', (_, response) => void response.destroy()],
  ])('get over %s', async (_, fail) => {
    await using server = await ScriptedServer.start(failing(2, fail));
    const { completions } = await server.model({ maxRetries: 2 }).complete(request);
    expect(completions[0]?.text).toBe('at last');
    expect(server.seen).toHaveLength(3);
  });

  it('end after maxRetries', async () => {
    const fail: Handler = (_, response) => sendJson(response, 500, {}, { 'retry-after': '0' });
    await using server = await ScriptedServer.start(failing(9, fail));
    await expect(server.model({ maxRetries: 2 }).complete(request)).rejects.toMatchObject({
      code: 'model/server-error',
    });
    expect(server.seen).toHaveLength(3);
  });

  it('are not made where they are of no use, or would wait too long', async () => {
    for (const fail of [
      status(400, { error: { message: 'bad' } }),
      (...[, response]: Parameters<Handler>) => sendJson(response, 429, {}, { 'retry-after': '3600' }),
    ]) {
      await using server = await ScriptedServer.start(fail);
      await expect(server.model({ maxRetries: 5 }).complete(request)).rejects.toThrow(AgentdError);
      expect(server.seen).toHaveLength(1);
    }
  });

  it('can be aborted while they wait', async () => {
    const fail: Handler = (_, response) => sendJson(response, 429, {}, { 'retry-after': '30' });
    await using server = await ScriptedServer.start(fail);
    const controller = new AbortController();
    const running = server.model({ maxRetries: 5 }).complete(request, { signal: controller.signal });
    setTimeout(() => controller.abort(new Error('enough waiting')), 100);
    await expect(running).rejects.toThrow('enough waiting');
  });
});

describe('options', () => {
  it('come from the environment where they are not given', async () => {
    await using server = await ScriptedServer.start(() => answerOf('ok'));
    vi.stubEnv('OPENAI_BASE_URL', `${server.url}/`);
    vi.stubEnv('OPENAI_API_KEY', 'sk-environment');
    await openaiModel({ model: 'm', server: 'vllm', headers: { 'x-team': 'blue' } }).complete(request);
    expect(server.seen[0]).toMatchObject({
      path: '/v1/chat/completions',
      headers: { authorization: 'Bearer sk-environment', 'x-team': 'blue' },
    });
    vi.unstubAllEnvs();
  });

  it('that make no sense are refused', () => {
    expect(() => openaiModel({ model: '' })).toThrow(/model/);
    expect(() => openaiModel({ model: 'm', baseURL: 'localhost:8000' })).toThrow(/baseURL/);
    expect(() => openaiModel({ model: 'm', baseURL: 'http://localhost', maxRetries: -1 })).toThrow(/maxRetries/);
  });

  it('need a key for OpenAI itself', () => {
    vi.stubEnv('OPENAI_API_KEY', '');
    vi.stubEnv('OPENAI_BASE_URL', '');
    expect(() => openaiModel({ model: 'gpt' })).toThrow(/OPENAI_API_KEY/);
    vi.unstubAllEnvs();
  });

  it('do not show the key when the model is printed', () => {
    const model = openaiModel({ model: 'm', baseURL: 'http://localhost:1', apiKey: 'sk-secret' });
    expect(inspect(model, { depth: 9, showHidden: true })).not.toContain('sk-secret');
  });
});
