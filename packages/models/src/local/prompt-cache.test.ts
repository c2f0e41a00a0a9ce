import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixtureSettings } from './__fixtures__/model-folders.ts';
import { takeRows } from './kv-cache.ts';
import { readModelFolder } from './model-folder.ts';
import type { OnnxDecoder } from './onnx-decoder.ts';
import { openDecoder } from './open-decoder.ts';
import { PromptCache, type ReadPrompt } from './prompt-cache.ts';

const tokens = (count: number, salt: number): number[] =>
  Array.from({ length: count }, (_, i) => (i * 7 + salt * i * i) % 300);
const never = (): boolean => false;

describe.each([true, false])('a prompt cache (shared prefix: %s)', (sharePrefix) => {
  let decoder: OnnxDecoder;
  beforeAll(async () => {
    const settings = { ...fixtureSettings('tiny-gqa'), sharePrefix };
    ({ decoder } = await openDecoder(await readModelFolder(settings), settings));
  });
  afterAll(() => decoder.close());

  /** Reads a prompt; gives how many tokens that took. */
  async function read(cache: PromptCache, ids: readonly number[]): Promise<ReadPrompt & { fed: number }> {
    const before = decoder.fedTokens;
    const prompt = await cache.read(ids, never);
    if (prompt === undefined) throw new Error('stopped');
    return { ...prompt, fed: decoder.fedTokens - before };
  }

  /** Feeds an answer to a prompt as the second of two rows, the first being another answer, and keeps both. */
  async function answer(cache: PromptCache, prompt: ReadPrompt, ids: readonly number[]): Promise<void> {
    const other = ids.map((id) => id + 1);
    let own = takeRows(decoder.slots, prompt.own, [0, 0]);
    for (const [at, id] of ids.entries()) {
      ({ cache: own } = await decoder.run([other[at] ?? 0, id], 1, own, prompt.prefix));
    }
    cache.keepAnswer(other, own, 0);
    cache.keepAnswer(ids, own, 1);
  }

  function lastLogits({ output: { logits, offset, vocabularySize } }: ReadPrompt): Float32Array {
    return logits.slice(offset(0), offset(0) + vocabularySize);
  }

  it('reads only what comes after the answer to the prompt before', async () => {
    const cache = new PromptCache(decoder, true);
    const prompt = tokens(70, 1);
    const first = await read(cache, prompt);
    expect(first.fed).toBe(70);
    const said = tokens(30, 3);
    await answer(cache, first, said);
    const longer = [...prompt, ...said, ...tokens(20, 2)];
    const second = await read(cache, longer);
    expect(second).toMatchObject({ fed: 20, reused: 100 });
    const fresh = await read(new PromptCache(decoder, true), longer);
    expect(fresh.fed).toBe(120);
    const expected = lastLogits(fresh);
    for (const [at, logit] of lastLogits(second).entries()) expect(logit).toBeCloseTo(expected[at] ?? Number.NaN, 3);
    // And so on, from step to step.
    await answer(cache, second, said);
    expect(await read(cache, [...longer, ...said, 9])).toMatchObject({ fed: 1, reused: 150 });
  });

  it('takes of an answer what the next prompt has of it, and at least one token is read', async () => {
    const cache = new PromptCache(decoder, true);
    const prompt = tokens(66, 1);
    const said = tokens(12, 3);
    await answer(cache, await read(cache, prompt), said);
    expect(await read(cache, [...prompt, ...said.slice(0, 7), 299, 298])).toMatchObject({ fed: 2, reused: 73 });
    await answer(cache, await read(cache, prompt), said);
    expect(await read(cache, [...prompt, ...said])).toMatchObject({ fed: 1, reused: 77 });
  });

  it('gives the same bits for a prompt that goes on after no answer, whatever was read before', async () => {
    const prompt = tokens(150, 1);
    const expected = lastLogits(await read(new PromptCache(decoder, true), prompt));
    const cache = new PromptCache(decoder, true);
    const beginning = prompt.slice(0, 70);
    await answer(cache, await read(cache, beginning), prompt.slice(70, 90));
    await read(cache, [...prompt.slice(0, 90), 1, 2, 3]);
    const again = await read(cache, prompt);
    expect(again.reused).toBe(64);
    expect(lastLogits(again)).toEqual(expected);
  });

  it('keeps no answers when told so', async () => {
    const cache = new PromptCache(decoder, false);
    const prompt = tokens(70, 1);
    await answer(cache, await read(cache, prompt), [1, 2, 3]);
    expect(await read(cache, [...prompt, 1, 2, 3, 4])).toMatchObject({ fed: 10, reused: 64 });
  });

  it('can be stopped between chunks, and reads on correctly after that', async () => {
    const cache = new PromptCache(decoder, true);
    let asked = 0;
    expect(await cache.read(tokens(200, 1), () => asked++ === 1)).toBeUndefined();
    const { output } = await read(cache, tokens(90, 2));
    const expected = await read(new PromptCache(decoder, true), tokens(90, 2));
    expect(output.logits).toEqual(expected.output.logits);
  });
});
