import type { Completion, CompletionChunk, CompletionRequest } from '@agentd/agent-core';
import { describe, expect, it } from 'vitest';
import { answerOf, ScriptedServer, sendEvents, sendJson, type SeenRequest } from './__fixtures__/scripted-server.ts';
import type { ServerKind } from './server-profiles.ts';

const messages: CompletionRequest['messages'] = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: 'Hello' },
];
const sampled: CompletionRequest = { messages, n: 4, temperature: 1, seed: 7 };

const seedsOf = (seen: readonly SeenRequest[]): unknown[] => seen.map(({ body }) => body['seed']);

describe('several samples', () => {
  it('come from one request where the server has n', async () => {
    await using server = await ScriptedServer.start(() => answerOf('a', 'b', 'c', 'd'));
    const { completions, usage } = await server.model().complete(sampled);
    expect(completions.map(({ text }) => text)).toEqual(['a', 'b', 'c', 'd']);
    expect(server.seen.map(({ body }) => body['n'])).toEqual([4]);
    expect(usage).toEqual({ promptTokens: 10, completionTokens: 20, estimated: true });
  });

  it('are topped up where the server ignores n, which is remembered', async () => {
    let count = 0;
    await using server = await ScriptedServer.start(() => answerOf(`sample ${count++}`));
    const model = server.model();
    expect(model.capabilities.n).toBe(true);
    const { completions, usage } = await model.complete(sampled);
    expect(completions.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
    expect(new Set(completions.map(({ text }) => text)).size).toBe(4);
    expect(usage).toEqual({ promptTokens: 40, completionTokens: 20 });
    expect(server.seen.map(({ body }) => body['n'])).toEqual([4, undefined, undefined, undefined]);
    expect(new Set(seedsOf(server.seen)).size).toBe(4);
    expect(model.capabilities.n).toBe(false);
    await model.complete(sampled);
    expect(server.seen.slice(4).map(({ body }) => body['n'])).toEqual([undefined, undefined, undefined, undefined]);
    expect(seedsOf(server.seen.slice(4)).toSorted()).toEqual(seedsOf(server.seen.slice(0, 4)).toSorted());
  });

  it('come from single requests where the server refuses n', async () => {
    await using server = await ScriptedServer.start(({ body }, response) =>
      body['n'] === undefined
        ? answerOf('one')
        : sendJson(response, 400, { error: { message: 'Only one completion choice is allowed' } }),
    );
    const model = server.model();
    expect((await model.complete(sampled)).completions).toHaveLength(4);
    expect(model.capabilities.n).toBe(false);
  });

  it('report what is wrong where n is not the reason for a refusal', async () => {
    await using server = await ScriptedServer.start((_, response) =>
      sendJson(response, 400, { error: { message: 'bad role' } }),
    );
    const model = server.model();
    await expect(model.complete(sampled)).rejects.toThrow(/bad role/);
    expect(model.capabilities.n).toBe(true);
  });

  it('run at most `concurrency` at a time and are yielded as they end', async () => {
    let running = 0;
    let most = 0;
    let order = 0;
    await using server = await ScriptedServer.start(async () => {
      const place = order++;
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, place === 0 ? 400 : 10));
      running--;
      return answerOf(`answer ${place}`);
    });
    const model = server.model({ parallelSamples: true, concurrency: 3, stagger: false });
    const drawn: Completion[] = await Array.fromAsync(model.sample?.({ ...sampled, n: 6 }) ?? []);
    expect(most).toBe(3);
    expect(drawn.at(-1)?.text).toBe('answer 0');
    expect(drawn.map(({ index }) => index).toSorted()).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('are cancelled at the server when the caller has enough', async () => {
    let place = 0;
    await using server = await ScriptedServer.start(() => (place++ === 0 ? answerOf('first') : undefined));
    for await (const { text } of server.model({ parallelSamples: true }).sample?.(sampled) ?? []) {
      expect(text).toBe('first');
      break;
    }
    await expect.poll(() => server.seen.filter(({ hungUp }) => hungUp).length).toBe(server.seen.length - 1);
  });

  it('at temperature 0 are paid for once', async () => {
    await using server = await ScriptedServer.start(() => answerOf('same'));
    const { completions } = await server.model().complete({ messages, n: 5 });
    expect(completions.map(({ text, index }) => text + index)).toEqual(['same0', 'same1', 'same2', 'same3', 'same4']);
    expect(server.seen).toHaveLength(1);
  });
});

describe('stop strings', () => {
  it('are enforced where the server ignores them', async () => {
    const logprobs = { content: ['print', '(1)', '<end_code>', ' more'].map((token) => ({ token, logprob: -1 })) };
    await using server = await ScriptedServer.start(() => ({
      choices: [{ finish_reason: 'length', logprobs, message: { content: 'print(1)<end_code> more' } }],
    }));
    const { completions } = await server.model().complete({ messages, stop: ['Observation:', '<end_code>'] });
    expect(completions).toMatchObject([
      { text: 'print(1)', finishReason: 'stop', stopString: '<end_code>', logprob: -2 },
    ]);
  });

  it('are sent as many as the server takes', async () => {
    await using server = await ScriptedServer.start(() => answerOf('a f b'));
    const stop = ['1', '2', '3', '4', 'f'];
    const { completions } = await server.model({ server: 'openai' }).complete({ messages, stop });
    expect(server.seen[0]?.body['stop']).toEqual(['1', '2', '3', '4']);
    expect(completions[0]?.text).toBe('a ');
  });
});

describe('a prefill', () => {
  const prefill = 'Thought: I add';

  it.each<[ServerKind, object, object]>([
    ['vllm', {}, { continue_final_message: true, add_generation_prompt: false }],
    ['sglang', {}, { continue_final_message: true }],
    ['llama.cpp', {}, { chat_template_kwargs: { enable_thinking: false } }],
    ['deepseek', { prefix: true }, {}],
  ])('goes to %s in its own way', async (server, message, body) => {
    await using scripted = await ScriptedServer.start(() => answerOf(' 3 and 4.'));
    const result = await scripted.model({ server }).complete({ messages, prefill });
    expect(scripted.seen[0]?.body).toMatchObject({
      messages: [...messages, { role: 'assistant', content: prefill, ...message }],
      ...body,
    });
    expect(result).toMatchObject({ prefillMethod: 'native', completions: [{ text: ' 3 and 4.' }] });
  });

  it('that the server repeats is removed', async () => {
    await using server = await ScriptedServer.start(() => answerOf(`${prefill} 3 and 4.`));
    const { completions } = await server.model().complete({ messages, prefill });
    expect(completions[0]?.text).toBe(' 3 and 4.');
  });

  it('is asked for, checked and removed where the server can not go on from it', async () => {
    await using server = await ScriptedServer.start(() => answerOf(`\n${prefill} 3 and 4.`));
    const result = await server.model({ server: 'openai' }).complete({ messages, prefill });
    expect(result).toMatchObject({ prefillMethod: 'instruction', completions: [{ text: ' 3 and 4.' }] });
    const sent = server.seen[0]?.body['messages'];
    expect(sent).toMatchObject([
      messages[0],
      { role: 'user', content: expect.stringMatching(/^Hello\n\nBegin .*Thought: I add$/s) },
    ]);
  });

  it('that was ignored is asked for once more, then refused', async () => {
    let count = 0;
    await using server = await ScriptedServer.start(() => answerOf(count++ < 2 ? 'No.' : `${prefill} it.`));
    const request: CompletionRequest = { messages, prefill, temperature: 1, seed: 3 };
    const model = server.model({ server: 'generic' });
    await expect(model.complete(request)).rejects.toMatchObject({ code: 'model/prefill-ignored' });
    expect(new Set(seedsOf(server.seen)).size).toBe(2);
    count = 1;
    expect((await model.complete(request)).completions[0]?.text).toBe(' it.');
  });
});

describe('what a server refuses', () => {
  it.each([
    ['logprobs', 'logprobs is not supported', 'logprobs'],
    ['seed', 'Unrecognized request argument: seed', 'seed'],
  ])('is left out from then on: %s', async (_, message, field) => {
    await using server = await ScriptedServer.start(({ body }, response) =>
      field in body ? sendJson(response, 400, { error: { message } }) : answerOf('ok'),
    );
    const model = server.model();
    for (let call = 0; call < 2; call++) await model.complete({ messages, temperature: 1, seed: 1 });
    expect(server.seen.map(({ body }) => field in body)).toEqual([true, false, false]);
  });

  it('is renamed: max_tokens', async () => {
    const message = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.";
    await using server = await ScriptedServer.start(({ body }, response) =>
      'max_tokens' in body ? sendJson(response, 400, { error: { message } }) : answerOf('ok'),
    );
    await server.model().complete({ messages, maxTokens: 9 });
    expect(server.seen[1]?.body).toMatchObject({ max_completion_tokens: 9 });
  });
});

describe('the kind of server', () => {
  it.each([
    ['vllm', 'continue_final_message'],
    ['sglang', 'continue_final_message'],
    ['llamacpp', 'chat_template_kwargs'],
  ])('is told from who owns its models: %s', async (owner, field) => {
    await using server = await ScriptedServer.start(() => answerOf('ok'), { data: [{ id: 'm', owned_by: owner }] });
    await server.model({ server: 'auto' }).complete({ messages, prefill: 'Thought:' });
    expect(server.seen[0]?.body).toHaveProperty(field);
  });
});

it('estimates the tokens that the server does not count, and says so', async () => {
  await using server = await ScriptedServer.start(() => ({ choices: [{ message: { content: 'x'.repeat(40) } }] }));
  const { usage, completions } = await server.model().complete({ messages });
  expect(usage).toEqual({ promptTokens: 4, completionTokens: 10, estimated: true });
  expect(completions[0]).toMatchObject({ tokens: 10, finishReason: 'other' });
});

describe('streams', () => {
  const delta = (content: string, finish_reason: string | null = null): unknown => ({
    choices: [{ index: 0, delta: { content }, finish_reason }],
  });
  const text = (chunks: CompletionChunk[]): string =>
    chunks.map((chunk) => (chunk.type === 'text' ? chunk.text : '')).join('');

  it('hang up at a stop string, and show nothing of it', async () => {
    await using server = await ScriptedServer.start((_, response) => {
      sendEvents(response, [delta('print(1)<en'), delta('d_'), delta('code> and more')]);
    });
    const chunks = await Array.fromAsync(server.model().stream?.({ messages, stop: ['<end_code>'] }) ?? []);
    expect(text(chunks)).toBe('print(1)');
    expect(chunks.at(-1)).toMatchObject({
      completion: { text: 'print(1)', finishReason: 'stop', stopString: '<end_code>' },
      usage: { estimated: true },
    });
    await expect.poll(() => server.seen[0]?.hungUp).toBe(true);
  });

  it('remove an echo of the prefill that comes in pieces', async () => {
    await using server = await ScriptedServer.start((_, response) => {
      sendEvents(response, [delta('Thou'), delta('ght: I'), delta(' add'), delta('', 'stop'), '[DONE]']);
      response.end();
    });
    const chunks = await Array.fromAsync(server.model().stream?.({ messages, prefill: 'Thought: I' }) ?? []);
    expect(text(chunks)).toBe(' add');
    expect(chunks.at(-1)).toMatchObject({ completion: { text: ' add', finishReason: 'stop' } });
  });

  it('that break off are errors', async () => {
    await using server = await ScriptedServer.start((_, response) => {
      sendEvents(response, [delta('half an ans')]);
      response.end();
    });
    const run = Array.fromAsync(server.model().stream?.({ messages }) ?? []);
    await expect(run).rejects.toMatchObject({ code: 'model/connection-lost', isRetryable: true });
  });

  it('that stand still are errors', async () => {
    await using server = await ScriptedServer.start((_, response) => sendEvents(response, [delta('half')]));
    const run = Array.fromAsync(server.model({ timeoutMs: 200 }).stream?.({ messages }) ?? []);
    await expect(run).rejects.toMatchObject({ code: 'model/timeout' });
  });

  it('hand on an error that comes in the middle', async () => {
    await using server = await ScriptedServer.start((_, response) => {
      sendEvents(response, [delta('half'), { error: { message: 'out of memory' } }]);
      response.end();
    });
    const run = Array.fromAsync(server.model().stream?.({ messages }) ?? []);
    await expect(run).rejects.toMatchObject({
      code: 'model/server-error',
      message: expect.stringContaining('out of memory'),
    });
  });

  it('that are no streams are errors', async () => {
    await using server = await ScriptedServer.start((_, response) => sendEvents(response, ['<html>']));
    const run = Array.fromAsync(server.model().stream?.({ messages }) ?? []);
    await expect(run).rejects.toMatchObject({ code: 'model/bad-answer' });
  });

  it('are opened again without usage where the server refuses stream_options', async () => {
    await using server = await ScriptedServer.start(({ body }, response) => {
      if ('stream_options' in body) return sendJson(response, 400, { error: { message: 'stream_options unknown' } });
      sendEvents(response, [delta('ok', 'stop'), '[DONE]']);
      response.end();
    });
    expect(text(await Array.fromAsync(server.model().stream?.({ messages }) ?? []))).toBe('ok');
    expect(server.seen).toHaveLength(2);
  });
});
