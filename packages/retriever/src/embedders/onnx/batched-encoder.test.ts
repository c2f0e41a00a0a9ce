import { describe, expect, it } from 'vitest';
import { TestEncoder } from '../__fixtures__/encoder.ts';
import { cosine, FolderCopy, readReference, tinyBert, tinyPooled } from '../__fixtures__/model-folders.ts';

const reference = await readReference();

describe('the vectors of a local model', () => {
  it.each(['mean', 'cls', 'last'] as const)('are those of PyTorch with pooling %s', async (pooling) => {
    await using encoder = await TestEncoder.open({ pooling });
    for (const kind of ['query', 'passage'] as const) {
      const vectors = await encoder.embed(reference.texts, kind);
      reference.vectors[`${kind}-${pooling}`]?.forEach((expected, at) => {
        expect(cosine(vectors[at], expected)).toBeGreaterThan(0.999999);
      });
    }
  });

  it('are nearly those of PyTorch with weights of 8 bits', async () => {
    await using encoder = await TestEncoder.open({ dtype: 'q8' });
    const vectors = await encoder.embed(reference.texts, 'passage');
    reference.vectors['passage-mean']?.forEach((expected, at) => {
      expect(cosine(vectors[at], expected)).toBeGreaterThan(0.97);
    });
  });

  it('do not depend on the budget of a batch', async () => {
    await using small = await TestEncoder.open({ batchTokens: 1 });
    await using large = await TestEncoder.open({ batchTokens: 100_000 });
    const [one, other] = [await small.embed(reference.texts, 'query'), await large.embed(reference.texts, 'query')];
    one.forEach((vector, at) => expect(cosine(vector, other[at])).toBeGreaterThan(0.999999));
  });

  it('are in the order of the texts in a list that is too long to be sorted as a whole', async () => {
    await using encoder = await TestEncoder.open({ path: tinyPooled, batchTokens: 4096 });
    const words = ['a', 'river', 'lake town', 'north of the old town'];
    const list = Array.from({ length: 5000 }, (_, at) => words[(at * at) % words.length] ?? '');
    const alone = new Map<string, Float32Array | undefined>();
    for (const word of words) alone.set(word, (await encoder.embed([word], 'query'))[0]);
    const vectors = await encoder.embed(list, 'query');
    expect(list.filter((text, at) => cosine(vectors[at], alone.get(text)) < 0.99999)).toEqual([]);
  });

  it('are those of the beginning of a text that is too long, which is told', async () => {
    await using encoder = await TestEncoder.open();
    const { cuts } = await encoder.embedAll(reference.texts, 'passage');
    const counts = reference.passageTokens.map((tokens, index) => ({ index, tokens, limit: 24 }));
    expect(cuts).toEqual(counts.filter(({ tokens }) => tokens > 24));
    expect(cuts.length).toBeGreaterThan(0);
  });

  it('come from the output sentence_embedding where nothing else is said', async () => {
    await using own = await TestEncoder.open({ path: tinyPooled });
    await using mean = await TestEncoder.open({ path: tinyPooled, pooling: 'mean' });
    expect([own.loaded.pooling, mean.loaded.pooling]).toEqual(['graph', 'mean']);
    const [[one], [other]] = [await own.embed(['a river'], 'query'), await mean.embed(['a river'], 'query')];
    expect(cosine(one, other)).toBeLessThan(0.99);
  });

  it.each([undefined, 'mean'])('are read from 16-bit floats, with pooling %s', async (pooling) => {
    await using exact = await TestEncoder.open({ path: tinyPooled, pooling, file: 'onnx/model_32.onnx' });
    await using encoder = await TestEncoder.open({ path: tinyPooled, pooling, dtype: 'fp16' });
    const texts = ['a river in the north', 'a lake'];
    const [expected, vectors] = [await exact.embed(texts, 'query'), await encoder.embed(texts, 'query')];
    expected.forEach((vector, at) => expect(cosine(vectors[at], vector)).toBeGreaterThan(0.9999));
  });

  it('are refused when they are NaN, and the text is named', async () => {
    await using encoder = await TestEncoder.open({ path: tinyPooled, pooling: 'mean' });
    await expect(encoder.embed(['a river', 'void of any light'], 'query')).rejects.toMatchObject({
      code: 'retriever/bad-vector',
      message: expect.stringContaining('text 1 ("void of any light") holds NaN'),
    });
    expect(await encoder.embed(['a river'], 'query')).toHaveLength(1);
  });
});

describe('the identity of a local model', () => {
  it('has the prefixes that the folder names, and those that are given first of all', async () => {
    await using asIs = await TestEncoder.open();
    await using given = await TestEncoder.open({ prefixes: { query: 'Q: ' } });
    expect(asIs.loaded.identity).toMatchObject({
      model: 'agentd/tiny-bert',
      dimension: 32,
      prefixes: { query: 'query: ', passage: 'passage: ' },
    });
    expect(given.loaded.identity.prefixes).toEqual({ query: 'Q: ', passage: 'passage: ' });
  });

  it.each([
    ['Xenova/multilingual-e5-small', 'query: ', 'passage: ', 'mean'],
    ['BAAI/bge-m3', '', '', 'cls'],
    ['BAAI/bge-base-en-v1.5', 'Represent this sentence for searching relevant passages: ', '', 'cls'],
    ['intfloat/multilingual-e5-large-instruct', '', '', 'graph'],
  ] as const)('has the prefixes and the pooling of the family of %s', async (model, query, passage, pooling) => {
    await using encoder = await TestEncoder.open({ path: tinyPooled, model });
    expect(encoder.loaded.identity).toMatchObject({ model, prefixes: { query, passage } });
    expect(encoder.loaded.pooling).toBe(pooling);
  });

  it('has a limit that is not above what the model takes', async () => {
    await using encoder = await TestEncoder.open({ path: tinyPooled, maxTokens: 500 });
    expect(encoder.loaded.maxTokens).toBe(32);
  });

  it('changes its fingerprint with all that decides a vector, and with nothing else', async () => {
    const fingerprint = async (options: Record<string, unknown>): Promise<string> => {
      await using encoder = await TestEncoder.open(options);
      return encoder.loaded.identity.fingerprint;
    };
    await using copy = await FolderCopy.of(tinyBert);
    const original = await fingerprint({});
    expect(await fingerprint({ path: copy.path, batchTokens: 7, threads: 2, model: 'other' })).toBe(original);
    await copy.write('tokenizer.json', `${await copy.read('tokenizer.json')} `);
    const others = await Promise.all([
      fingerprint({ path: copy.path }),
      fingerprint({ dtype: 'q8' }),
      fingerprint({ pooling: 'cls' }),
      fingerprint({ maxTokens: 10 }),
      fingerprint({ prefixes: { passage: '' } }),
    ]);
    expect(new Set([original, ...others]).size).toBe(6);
  });
});
