import { afterAll, describe, expect, it } from 'vitest';
import { describeEmbedder } from '../../testing/embedder-conformance.ts';
import { EmbeddingServer, openaiAnswer, sendJson, vectorOf, type Handler } from '../__fixtures__/embedding-server.ts';
import { cosine } from '../__fixtures__/model-folders.ts';
import { openaiEmbedder, type OpenAIEmbedderOptions } from './openai-embedder.ts';
import type { RemoteEmbedder } from './remote-embedder.ts';

const key = 'sk-very-secret';
const open = (server: EmbeddingServer, options: Partial<OpenAIEmbedderOptions> = {}): Promise<RemoteEmbedder> =>
  openaiEmbedder({ model: 'm', baseURL: `${server.url}/v1/`, apiKey: key, retryDelayMs: 1, ...options });
const texts = Array.from({ length: 10 }, (_, at) => `text ${at}`);

const steady = await EmbeddingServer.start(openaiAnswer);
afterAll(() => steady[Symbol.asyncDispose]());
describeEmbedder('openai', () => open(steady, { batchSize: 3 }));
describeEmbedder('openai with the prefixes of e5', () =>
  open(steady, { model: 'intfloat/e5-base-v2', encoding: 'float' }),
);

describe('an OpenAI-compatible server', () => {
  it('gets batches under its path, with the key, and its vectors are ordered by index', async () => {
    await using server = await EmbeddingServer.start(openaiAnswer);
    const embedder = await open(server, { batchSize: 4, prefixes: { query: 'Q ' }, extraBody: { user: 'me' } });
    const vectors = await embedder.embed(texts, 'query');
    vectors.forEach((vector, at) => {
      const expected = Float32Array.from(vectorOf(`Q text ${at}`));
      expect(cosine(vector, expected) / Math.sqrt(cosine(expected, expected))).toBeCloseTo(1, 6);
    });
    expect(server.seen.map((request) => request.texts.length).toSorted()).toEqual([1, 2, 4, 4]);
    expect(server.seen[0]).toMatchObject({
      path: '/v1/embeddings',
      headers: { authorization: `Bearer ${key}` },
      body: { model: 'm', encoding_format: 'base64', user: 'me' },
    });
    expect(server.seen[0]?.body).not.toHaveProperty('dimensions');
  });

  it('gets as many requests at a time as are allowed', async () => {
    let running = 0;
    let most = 0;
    await using server = await EmbeddingServer.start(async (request) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 10));
      running--;
      return openaiAnswer(request);
    });
    const embedder = await open(server, { batchSize: 1, concurrency: 3 });
    await embedder.embed(texts, 'query');
    expect(most).toBe(3);
  });

  it('that knows no base64 is asked for plain numbers', async () => {
    await using server = await EmbeddingServer.start((request, response) =>
      JSON.stringify(request.body).includes('base64')
        ? sendJson(response, 400, { error: { message: 'encoding_format must be float' } })
        : openaiAnswer(request),
    );
    const embedder = await open(server);
    await embedder.embed(texts, 'query');
    expect(server.seen).toHaveLength(3);
    await expect(open(server, { encoding: 'base64' })).rejects.toMatchObject({ code: 'retriever/bad-request' });
  });

  it('is asked for shorter vectors, and refused when it gives others', async () => {
    await using server = await EmbeddingServer.start(openaiAnswer);
    expect((await open(server, { dimension: 32 })).identity.dimension).toBe(32);
    expect(server.seen[0]?.body).toMatchObject({ dimensions: 32 });
    await expect(open(server, { dimension: 8 })).rejects.toThrow(/32 numbers where dimension asks for 8/);
  });

  it('is another one with another model, revision or prefix', async () => {
    const others = [{}, { model: 'n' }, { revision: '2' }, { prefixes: { query: 'q' } }];
    const embedders = await Promise.all(others.map((options) => open(steady, options)));
    expect(new Set(embedders.map(({ identity }) => identity.fingerprint)).size).toBe(4);
  });
});

describe('a fault of a server', () => {
  /** Answers the opening, then what is asked for. */
  const after = (handler: Handler): Handler => {
    let calls = 0;
    return (request, response) => (calls++ === 0 ? openaiAnswer(request) : handler(request, response));
  };
  const fault = async (handler: Handler, options: Partial<OpenAIEmbedderOptions> = {}): Promise<unknown> => {
    await using server = await EmbeddingServer.start(after(handler));
    const embedder = await open(server, { maxRetries: 0, ...options });
    return await embedder.embed(['a', 'b'], 'query').catch((error: unknown) => error);
  };

  it.each([
    [401, { error: { message: `wrong key ${key}` } }, 'unauthorised', /Check apiKey/, false],
    [404, { detail: 'Not Found' }, 'not-found', /404 \("Not Found"\)/, false],
    [413, { error: 'Payload too large' }, 'too-large', /batchSize/, false],
    [422, { error: 'bad input' }, 'bad-request', /bad input/, false],
    [429, { message: 'slow down' }, 'rate-limited', /slow down/, true],
    [503, {}, 'server-error', /503/, true],
  ])('with the status %i has a code, and no key in it', async (status, body, code, message, isRetryable) => {
    const error = await fault((_, response) => sendJson(response, status, body));
    expect(error).toMatchObject({ code: `retriever/${code}`, isRetryable, message: expect.stringMatching(message) });
    expect(String(error)).not.toContain(key);
  });

  it.each<[string, unknown, RegExp]>([
    ['no data', { object: 'list' }, /data/],
    ['too few vectors', { data: [{ index: 0, embedding: [1] }] }, /1 vectors .* 2 texts/],
    ['the same place twice', { data: [0, 0].map((index) => ({ index, embedding: [1] })) }, /1 of them/],
    ['half a float', { data: [0, 1].map((index) => ({ index, embedding: 'AAAA' })) }, /embedding/],
    [
      'another length',
      { data: [0, 1].map((index) => ({ index, embedding: [1, 2] })) },
      /2 numbers for text 0, after one of 32/,
    ],
  ])('is a bad answer: %s', async (_, answer, message) => {
    const expected = { code: 'retriever/bad-response', message: expect.stringMatching(message) };
    expect(await fault(() => answer)).toMatchObject(expected);
  });

  it('is a vector without direction', async () => {
    const zeros = [0, 1].map((index) => ({ index, embedding: Array<number>(32).fill(0) }));
    expect(await fault(() => ({ data: zeros }))).toMatchObject({ code: 'retriever/bad-vector' });
  });

  it('is an answer that never comes, a cut one, or a page', async () => {
    const limit = { timeoutMs: 50 };
    expect(await fault(() => undefined, limit)).toMatchObject({ code: 'retriever/timeout', isRetryable: true });
    const cut: Handler = (_, response) => {
      response.writeHead(200, { 'content-length': '1000' }).write('{"data": [');
      setTimeout(() => response.destroy(), 5);
    };
    expect(await fault(cut)).toMatchObject({ code: 'retriever/unreachable' });
    const page: Handler = (_, response) => void response.end('<html>Welcome</html>');
    expect(await fault(page)).toMatchObject({ code: 'retriever/bad-response' });
  });

  it('is a redirection: texts and key go nowhere else', async () => {
    const redirect: Handler = (_, response) =>
      void response.writeHead(307, { location: `${steady.url}/v1/embeddings` }).end();
    const before = steady.seen.length;
    expect(await fault(redirect)).toMatchObject({ code: 'retriever/unreachable' });
    expect(steady.seen).toHaveLength(before);
  });

  it('that passes is tried again, after the time that the server names', async () => {
    const arrivals: number[] = [];
    const refusals = [429, 503];
    await using server = await EmbeddingServer.start(
      after((request, response) => {
        arrivals.push(Date.now());
        const status = refusals.shift();
        if (status === undefined) return openaiAnswer(request);
        sendJson(response, status, {}, status === 429 ? { 'retry-after': '0.2' } : {});
        return undefined;
      }),
    );
    const embedder = await open(server, { maxRetries: 2 });
    expect(await embedder.embed(texts, 'query')).toHaveLength(10);
    expect(arrivals).toHaveLength(3);
    expect((arrivals[1] ?? 0) - (arrivals[0] ?? 0)).toBeGreaterThan(190);
  });

  it('that asks for an hour of patience is told at once', async () => {
    const busy: Handler = (_, response) => sendJson(response, 429, {}, { 'retry-after': '3600' });
    expect(await fault(busy, { maxRetries: 5 })).toMatchObject({ code: 'retriever/rate-limited' });
  });

  it('ends the other requests of the call', async () => {
    await using server = await EmbeddingServer.start(
      after((request, response) => {
        if (request.texts.includes('text 0')) setTimeout(() => sendJson(response, 400, {}), 30);
      }),
    );
    const embedder = await open(server, { batchSize: 1, concurrency: 2, encoding: 'float' });
    await expect(embedder.embed(texts, 'query')).rejects.toMatchObject({ code: 'retriever/bad-request' });
    await expect.poll(() => server.seen.filter(({ hungUp }) => hungUp)).toHaveLength(1);
    expect(server.seen).toHaveLength(3);
  });

  it('is no server at all', async () => {
    const nowhere = { model: 'm', baseURL: 'http://127.0.0.1:9/v1', maxRetries: 0 };
    await expect(openaiEmbedder(nowhere)).rejects.toMatchObject({ code: 'retriever/unreachable' });
  });

  it.each([{ baseURL: 'ftp://a' }, { model: '' }, { batchSize: 0 }, { concurrency: 0 }, { dimension: 1.5 }])(
    'is not asked for by bad options: %o',
    async (options) => {
      await expect(open(steady, options)).rejects.toMatchObject({ code: 'retriever/bad-options' });
    },
  );

  it('is not asked for by a password in the address', async () => {
    const opening = open(steady, { baseURL: 'http://me:my-password@127.0.0.1:1/v1' });
    await expect(opening).rejects.toMatchObject({ code: 'retriever/bad-options' });
    await expect(opening).rejects.not.toThrow(/my-password/);
  });
});
