import { afterAll, describe, expect, it } from 'vitest';
import { describeEmbedder } from '../../testing/embedder-conformance.ts';
import { EmbeddingServer, sendJson, vectorOf, type Handler } from '../__fixtures__/embedding-server.ts';
import { teiEmbedder } from './tei-embedder.ts';

const info = {
  model_id: 'intfloat/e5-base-v2',
  model_sha: 'abc',
  model_dtype: 'float16',
  model_type: { embedding: { pooling: 'mean' } },
  max_concurrent_requests: 512,
  max_input_length: 512,
  max_client_batch_size: 4,
};
const answering =
  (embed: Handler, said: unknown = info): Handler =>
  (request, response) =>
    request.path === '/info' ? said : embed(request, response);
const vectors: Handler = ({ texts }) => texts.map(vectorOf);

const steady = await EmbeddingServer.start(answering(vectors));
afterAll(() => steady[Symbol.asyncDispose]());
describeEmbedder('text-embeddings-inference', () => teiEmbedder({ baseURL: steady.url }));

describe('text-embeddings-inference', () => {
  it('says its model and the size of its batches', async () => {
    await using server = await EmbeddingServer.start(answering(vectors));
    const embedder = await teiEmbedder({ baseURL: server.url, apiKey: 'secret' });
    expect(embedder.identity).toMatchObject({ model: 'intfloat/e5-base-v2', prefixes: { query: 'query: ' } });
    await embedder.embed(Array<string>(9).fill('a'), 'passage');
    const sent = server.seen.filter(({ path }) => path === '/embed');
    expect(sent.map(({ texts }) => texts.length).toSorted()).toEqual([1, 1, 4, 4]);
    expect(sent.at(-1)).toMatchObject({
      headers: { authorization: 'Bearer secret' },
      body: { normalize: true, truncate: true },
    });
    expect(sent.at(-1)?.texts[0]).toBe('passage: a');
  });

  it('is another model with other weights', async () => {
    await using server = await EmbeddingServer.start(answering(vectors, { ...info, model_sha: 'def' }));
    const [one, other] = [await teiEmbedder({ baseURL: steady.url }), await teiEmbedder({ baseURL: server.url })];
    expect(one.identity.fingerprint).not.toBe(other.identity.fingerprint);
  });

  it('gets smaller requests when one is too large, and says so when a single text is', async () => {
    await using server = await EmbeddingServer.start(
      answering((request, response) => {
        const size = request.texts.join('').length;
        return size > 50 ? sendJson(response, 413, { error: 'length limit exceeded' }) : vectors(request, response);
      }),
    );
    const embedder = await teiEmbedder({ baseURL: server.url });
    expect(await embedder.embed(['a', 'b'.repeat(20), 'c'.repeat(20)], 'passage')).toHaveLength(3);
    await expect(embedder.embed(['a', 'b'.repeat(60)], 'passage')).rejects.toMatchObject({
      code: 'retriever/too-large',
    });
  });

  it('is waited for when it is overloaded', async () => {
    let refused = 0;
    await using server = await EmbeddingServer.start(
      answering((request, response) =>
        refused++ < 2 ? sendJson(response, 429, { error: 'Model is overloaded' }) : vectors(request, response),
      ),
    );
    const embedder = await teiEmbedder({ baseURL: server.url, retryDelayMs: 1 });
    expect(await embedder.embed(['a'], 'query')).toHaveLength(1);
    const impatient = teiEmbedder({ baseURL: server.url, maxRetries: 0 });
    refused = 0;
    await expect(impatient).rejects.toMatchObject({ code: 'retriever/rate-limited', isRetryable: true });
  });

  it('is refused when it holds no embedding model, or is another server', async () => {
    const reranker = { ...info, model_type: { reranker: { id2label: {} } } };
    await using other = await EmbeddingServer.start(answering(vectors, reranker));
    await expect(teiEmbedder({ baseURL: other.url })).rejects.toMatchObject({ code: 'retriever/unsupported' });
    await using foreign = await EmbeddingServer.start(() => ({ hello: 'world' }));
    await expect(teiEmbedder({ baseURL: foreign.url })).rejects.toMatchObject({ code: 'retriever/bad-response' });
  });

  it('is refused when it gives too few vectors', async () => {
    await using server = await EmbeddingServer.start(answering(({ texts }) => texts.slice(0, 1).map(vectorOf)));
    const embedder = await teiEmbedder({ baseURL: server.url });
    await expect(embedder.embed(['a', 'b'], 'query')).rejects.toMatchObject({ code: 'retriever/bad-response' });
  });
});
