import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CutText } from '../../embedder.ts';
import { describeEmbedder } from '../../testing/embedder-conformance.ts';
import { tinyBert } from '../__fixtures__/model-folders.ts';
import { onnxEmbedder, type OnnxEmbedder } from './onnx-embedder.ts';

describeEmbedder('onnx, 32 bits', () => onnxEmbedder({ path: tinyBert, threads: 1 }));
describeEmbedder('onnx, 8 bits', () => onnxEmbedder({ path: tinyBert, dtype: 'q8', threads: 1 }), {
  leastCosine: 0.97,
});

// Each start of a worker thread takes half a second: these tests share one, and the last closes it.
describe('a local model in a worker thread', () => {
  let embedder: OnnxEmbedder;
  beforeAll(async () => {
    embedder = await onnxEmbedder({ path: tinyBert, threads: 1, batchTokens: 64 });
  });
  afterAll(() => embedder.close());

  it('tells of texts that it cut', async () => {
    const cuts: CutText[] = [];
    await embedder.embed(['a', 'a river in the north '.repeat(9)], 'query', { onCut: (cut) => cuts.push(cut) });
    expect(cuts).toEqual([{ index: 1, tokens: expect.any(Number), limit: embedder.maxTokens }]);
    expect(embedder).toMatchObject({ maxTokens: 24, pooling: 'mean' });
  });

  it('leaves the event loop free', async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    await embedder.embed(Array<string>(1000).fill('the old town near the river'), 'passage');
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(3);
  });

  it('answers a query while it works on a long list', async () => {
    const ended: string[] = [];
    const list = embedder.embed(Array<string>(1500).fill('a river'), 'passage').then(() => ended.push('list'));
    const query = embedder.embed(['a lake'], 'query').then(() => ended.push('query'));
    await Promise.all([list, query]);
    expect(ended).toEqual(['query', 'list']);
  });

  it('ends running calls when it is closed, and refuses further ones', async () => {
    const running = embedder.embed(Array<string>(500).fill('a river'), 'passage');
    const [ended] = await Promise.allSettled([running, embedder.close()]);
    expect(ended).toMatchObject({ status: 'rejected', reason: { code: 'retriever/closed' } });
    await embedder.close();
    await expect(embedder.embed(['a'], 'query')).rejects.toMatchObject({ code: 'retriever/closed' });
  });

  it('says what is wrong with its folder', async () => {
    await expect(onnxEmbedder({ path: 'nowhere' })).rejects.toMatchObject({ code: 'retriever/not-found' });
  });

  it('stops loading when it is aborted', async () => {
    const loading = onnxEmbedder({ path: tinyBert, signal: AbortSignal.timeout(1) });
    await expect(loading).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});
