import { request as httpRequest } from 'node:http';
import { AgentdError } from '@agentd/agent-core';
import { expect, test } from 'vitest';
import { serving } from './__fixtures__/serving.ts';
import { corpus, toyRetriever } from './__fixtures__/toy-retriever.ts';
import { searchR1Retriever } from './search-r1-retriever.ts';
import { serveRetriever } from './serve-retriever.ts';

const token = 'a token of some length';

test('answers as the server of Search-R1, with scores and without', async () => {
  const { post } = await serving(toyRetriever());
  const [bern] = corpus.filter(({ id }) => id === 'bern');
  const document = { ...bern, contents: '"Bern"\nBern is a city\non the Aare.' };
  const scored = await post({ queries: ['a city on', 'nothing'], topk: 1, return_scores: true });
  expect(await scored.json()).toEqual({ result: [[{ document, score: 3 }], []] });
  const bare = await post({ queries: ['a city on'], topk: 1 });
  expect(await bare.json()).toEqual({ result: [[document]] });
  const one = await post({ queries: 'river', topk: null });
  expect(await one.json()).toMatchObject({ result: [[{ id: 'aare' }, { id: 'rhine' }]] });
});

test('is read by the client as the retriever itself', async () => {
  const toy = toyRetriever();
  const { server } = await serving(toy, { token });
  const client = searchR1Retriever({ baseURL: server.url, token });
  for (const query of ['a river in Switzerland', 'city', 'ünknown "words"']) {
    expect(await client.search(query, { k: 2 })).toEqual(await toy.search(query, { k: 2 }));
  }
});

test('answers a health check without a token', async () => {
  const { server } = await serving(toyRetriever(), { token });
  const response = await fetch(`${server.url}/health`);
  expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }]);
});

test('wants the token for searches', async () => {
  const { post } = await serving(toyRetriever(), { token });
  const body = { queries: ['river'] };
  for (const headers of [
    {},
    { authorization: 'Bearer' },
    { authorization: `Bearer ${token}x` },
    { authorization: token },
  ]) {
    const response = await post(body, headers);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(await response.json()).toMatchObject({ error: { code: 'unauthorised' } });
  }
  expect((await post(body, { authorization: `Bearer ${token}` })).status).toBe(200);
});

test.each(['0.0.0.0', '::', '192.168.1.1', 'example.org'])('refuses to serve on %s without a token', async (host) => {
  await expect(serveRetriever(toyRetriever(), { host, port: 0 })).rejects.toMatchObject({
    code: 'retriever/token-required',
    message: expect.stringContaining(host),
  });
});

test('serves beyond this machine with a token', async () => {
  const { server } = await serving(toyRetriever(), { host: '0.0.0.0', token });
  expect((await fetch(`${server.url}/health`)).status).toBe(200);
});

test.each([{ port: 70_000 }, { token: 'short' }, { maxQueries: 0 }, { concurrency: 0.5 }])(
  'refuses the options %j',
  async (options) => {
    await expect(serveRetriever(toyRetriever(), options)).rejects.toMatchObject({ code: 'retriever/bad-options' });
  },
);

test.each([
  ['no JSON', '{', 400, 'bad-json'],
  ['no queries', {}, 400, 'bad-request'],
  ['an empty list', { queries: [] }, 400, 'bad-request'],
  ['an empty query', { queries: ['river', ' '] }, 400, 'bad-request'],
  ['too many queries', { queries: ['a', 'b', 'c', 'd'] }, 400, 'bad-request'],
  ['a topk of zero', { queries: ['a'], topk: 0 }, 400, 'bad-request'],
  ['too many passages', { queries: ['a', 'b'], topk: 6 }, 400, 'bad-request'],
  ['too large a body', { queries: ['x'.repeat(3000)] }, 413, 'too-large'],
])('refuses %s', async (_, body, status, code) => {
  const { post } = await serving(toyRetriever(), { maxQueries: 3, maxPassages: 10, maxBodyBytes: 2000 });
  const response = await post(body);
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ error: { code } });
});

test('refuses a large upload before it is over', async () => {
  const { server } = await serving(toyRetriever(), { maxBodyBytes: 2000 });
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const upload = httpRequest(`${server.url}/retrieve`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    });
    upload.on('response', (response) => resolve(response.statusCode));
    upload.on('error', reject);
    upload.write('x'.repeat(5000));
  });
  expect(status).toBe(413);
});

test('refuses other paths, methods, kinds of content and foreign hosts', async () => {
  const { server, post } = await serving(toyRetriever());
  expect((await fetch(`${server.url}/other`)).status).toBe(404);
  expect((await fetch(`${server.url}/retrieve`)).status).toBe(405);
  expect((await post({ queries: ['a'] }, { 'content-type': 'text/plain' })).status).toBe(415);
  const foreign = await new Promise<number | undefined>((resolve, reject) => {
    httpRequest(`${server.url}/health`, { headers: { host: 'evil.example:80' } }, (response) =>
      resolve(response.statusCode),
    )
      .on('error', reject)
      .end();
  });
  expect(foreign).toBe(403);
});

test('says what failed, but nothing of what it did not foresee', async () => {
  let error: Error = new Error('secret path');
  const { post } = await serving({ id: 'failing', search: () => Promise.reject(error) });
  const body = { queries: ['a'] };
  const unforeseen = await post(body);
  expect(unforeseen.status).toBe(500);
  expect(await unforeseen.text()).not.toContain('secret');
  error = new AgentdError('The index is closed.', { code: 'retriever/closed' });
  expect(await (await post(body)).json()).toEqual({
    error: { code: 'retriever/closed', message: 'The index is closed.' },
  });
  error = new AgentdError('Busy.', { code: 'retriever/busy', isRetryable: true });
  expect((await post(body)).status).toBe(503);
});
