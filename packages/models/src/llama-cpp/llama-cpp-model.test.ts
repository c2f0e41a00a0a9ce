import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CompletionRequest, LanguageModel } from '@agentd/agent-core';
import { describeLanguageModel } from '@agentd/agent-core/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { llamaCppModel } from './llama-cpp-model.ts';
import type { LlamaCppModelOptions } from './options.ts';

const path = fileURLToPath(new URL('../../fixtures/tiny.gguf', import.meta.url));
const request: CompletionRequest = { messages: [{ role: 'user', content: 'Count.' }], n: 8, temperature: 1, seed: 1 };

describeLanguageModel('llama.cpp engine', () => llamaCppModel({ path }));

describe('llamaCppModel', () => {
  let model: LanguageModel;
  beforeAll(async () => {
    model = await llamaCppModel({ path, maxSamples: 3 });
  });
  afterAll(() => model.close?.());

  it('is named after its file', () => {
    expect(model.id).toBe('tiny');
  });

  it('draws more samples than it decodes at a time', async () => {
    const { completions, usage } = await model.complete({ ...request, maxTokens: 12 });
    expect(completions.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(new Set(completions.map(({ text }) => text)).size).toBeGreaterThan(4);
    expect(usage.completionTokens).toBe(completions.reduce((sum, { tokens }) => sum + tokens, 0));
  });

  it('answers several calls at a time as it answers them one by one', async () => {
    const seeds = [1, 2, 3];
    const together = await Promise.all(seeds.map((seed) => model.complete({ ...request, seed, maxTokens: 10 })));
    for (const [at, seed] of seeds.entries()) {
      const { completions } = await model.complete({ ...request, seed, maxTokens: 10 });
      expect(completions.map(({ text }) => text)).toEqual(together[at]?.completions.map(({ text }) => text));
    }
  });

  it('draws something else each time without a seed', async () => {
    const { seed: _, ...unseeded } = request;
    const [one, other] = await Promise.all([model.complete(unseeded), model.complete(unseeded)]);
    expect(one.completions[0]?.text).not.toBe(other.completions[0]?.text);
  });

  it('leaves the event loop free', async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    await model.complete(request);
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(3);
  });

  it('applies a repetition penalty', async () => {
    const greedy = { messages: request.messages, maxTokens: 40 };
    const plain = await model.complete(greedy);
    const penalised = await model.complete({ ...greedy, repetitionPenalty: 1000 });
    const repeated = /(\S{4,}).*\1/;
    expect(plain.completions[0]?.text).toMatch(repeated);
    expect(penalised.completions[0]?.text).not.toMatch(repeated);
  });

  it('refuses a prompt that leaves no room for an answer, and goes on serving', async () => {
    const long = { messages: [{ role: 'user' as const, content: 'many apples '.repeat(200) }] };
    await expect(model.complete(long)).rejects.toMatchObject({ code: 'model/context-overflow' });
    expect((await model.complete({ ...request, maxTokens: 2 })).completions).toHaveLength(8);
  });
});

it('ends what runs when it is closed, stays closed, and leaves other models alone', async () => {
  const [model, other] = await Promise.all([llamaCppModel({ path, id: 'mine' }), llamaCppModel({ path })]);
  expect(model.id).toBe('mine');
  const running = model.complete({ ...request, n: 64 }).catch((error: unknown) => error);
  await model.close?.();
  expect(await running).toMatchObject({ code: 'model/closed' });
  await model.close?.();
  await expect(model.complete(request)).rejects.toMatchObject({ code: 'model/closed' });
  expect((await other.complete(request)).completions).toHaveLength(8);
  await other.close?.();
});

describe('a file that can not be loaded', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gguf-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const file = async (name: string, content: string | Buffer): Promise<string> => {
    await writeFile(join(folder, name), content);
    return join(folder, name);
  };

  it.each<[string, string, string, RegExp]>([
    ['a Git LFS pointer', 'version https://git-lfs.github.com/spec/v1\n', 'model/bad-files', /git lfs pull/],
    ['something else', '<html>Not found</html>', 'model/bad-files', /begins with "<htm", not with "GGUF"/],
    ['an empty file', '', 'model/bad-files', /is empty/],
  ])('is named and explained: %s', async (name, content, code, message) => {
    const bad = await file(`${name}.gguf`, content);
    const error: unknown = await llamaCppModel({ path: bad }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(error).toMatchObject({ message: expect.stringContaining(bad) });
  });

  it('is missing, or a folder', async () => {
    await expect(llamaCppModel({ path: join(folder, 'none.gguf') })).rejects.toMatchObject({ code: 'model/not-found' });
    await expect(llamaCppModel({ path: folder })).rejects.toMatchObject({ code: 'model/not-found' });
  });

  it('is cut off: the reason comes from llama.cpp, and nothing is printed', async () => {
    const print = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write'));
    const whole = await readFile(path);
    const cut = await file('cut.gguf', whole.subarray(0, whole.length / 2));
    await expect(llamaCppModel({ path: cut })).rejects.toMatchObject({
      code: 'model/bad-files',
      message: expect.stringMatching(/cut\.gguf can't be loaded.*not within the file bounds.*Download it again/s),
    });
    for (const spy of print) {
      expect(spy).not.toHaveBeenCalled();
      spy.mockRestore();
    }
  });

  it('has a chat template that is no jinja', async () => {
    await expect(llamaCppModel({ path, chatTemplate: '{% for %}' })).rejects.toMatchObject({
      code: 'model/bad-files',
      message: expect.stringMatching(/tiny\.gguf.*chatTemplate/s),
    });
  });
});

it.each<[string, Partial<LlamaCppModelOptions>]>([
  ['path', { path: '' }],
  ['threads', { threads: 0 }],
  ['contextTokens', { contextTokens: 1.5 }],
  ['maxSamples', { maxSamples: 0 }],
])('refuses a bad value for %s', async (name, options) => {
  const error: unknown = await llamaCppModel({ path, ...options }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'model/bad-options', message: expect.stringContaining(name) });
});

it('stops loading when aborted', async () => {
  const signal = AbortSignal.abort(new Error('never mind'));
  await expect(llamaCppModel({ path, signal })).rejects.toThrow('never mind');
});
