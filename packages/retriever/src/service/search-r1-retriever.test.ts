import { createServer, type RequestListener } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { passageId } from '../sources/passage-id.ts';
import { sendJson } from './http-reply.ts';
import { searchR1Retriever, type SearchR1Options } from './search-r1-retriever.ts';

async function serving(handler: RequestListener): Promise<string> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}

async function searching(handler: RequestListener, options: Partial<SearchR1Options> = {}) {
  return searchR1Retriever({ baseURL: await serving(handler), maxRetries: 0, ...options });
}

const answering =
  (value: unknown): RequestListener =>
  (_, response) =>
    sendJson(response, 200, value);

test('asks as the server of Search-R1 wants it', async () => {
  let asked: unknown;
  const retriever = await searching(
    (request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += chunk));
      request.on('end', () => {
        asked = {
          url: request.url,
          method: request.method,
          authorization: request.headers.authorization,
          body: JSON.parse(body),
        };
        sendJson(response, 200, { result: [[]] });
      });
    },
    { token: 'secret' },
  );
  expect(await retriever.search('where?', { k: 5 })).toEqual([]);
  expect(asked).toEqual({
    url: '/retrieve',
    method: 'POST',
    authorization: 'Bearer secret',
    body: { queries: ['where?'], topk: 5, return_scores: true },
  });
});

test.each([
  ['contents', { document: { id: '12', contents: '"Aare"\nA river.' }, score: 0.8 }, { id: '12', score: 0.8 }],
  [
    'contents without id',
    { document: { contents: '"Aare"\nA river.' }, score: 0.8 },
    { id: passageId('Aare', 'A river.'), score: 0.8 },
  ],
  [
    'title and text',
    { document: { id: 3, title: 'Aare', text: 'A river.', contents: 'x' }, score: 2 },
    { id: '3', score: 2 },
  ],
  ['a score as text', { document: { id: 'a', contents: '"Aare"\nA river.' }, score: '1.5' }, { id: 'a', score: 1.5 }],
  ['bare text', { document: 'Aare\nA river.', score: 1 }, { score: 1 }],
  ['no scores', { id: 'a', contents: '"Aare"\nA river.' }, { id: 'a', score: 1 }],
])('reads an answer with %s', async (_, hit, expected) => {
  const retriever = await searching(answering({ result: [[hit]] }));
  expect(await retriever.search('river')).toEqual([
    expect.objectContaining({ title: 'Aare', text: 'A river.', ...expected }),
  ]);
});

test('keeps no more than k passages, in the order of the server', async () => {
  const hits = ['a', 'b', 'c', 'd'].map((id) => ({ id, contents: `${id}\ntext` }));
  const retriever = await searching(answering({ result: [hits] }));
  const found = await retriever.search('x', { k: 3 });
  expect(found.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  expect(found.map(({ score }) => score)).toEqual([1, 1 / 2, 1 / 3]);
});

test.each([
  ['no list at all', { error: 'out of memory' }],
  ['no list for the query', { result: [] }],
  ['two lists for one query', { result: [[], []] }],
  ['a document without text', { result: [[{ document: { id: 1 }, score: 1 }]] }],
  ['a score that is no number', { result: [[{ document: { contents: 'a\nb' }, score: 'high' }]] }],
])('refuses an answer with %s', async (_, answer) => {
  const retriever = await searching(answering(answer), { maxRetries: 3 });
  await expect(retriever.search('x')).rejects.toMatchObject({
    code: 'retriever/bad-response',
    isRetryable: false,
  });
});

test('refuses an answer that is not JSON', async () => {
  const retriever = await searching((_, response) => response.end('<html>Proxy</html>'));
  await expect(retriever.search('x')).rejects.toMatchObject({
    code: 'retriever/bad-response',
    message: expect.stringContaining('/retrieve'),
  });
});

test.each([
  [401, 'retriever/unauthorised', false, 1],
  [404, 'retriever/not-found', false, 1],
  [422, 'retriever/bad-request', false, 1],
  [429, 'retriever/rate-limited', true, 3],
  [500, 'retriever/server-error', true, 3],
  [503, 'retriever/server-error', true, 3],
])('on status %i throws %s', async (status, code, isRetryable, tries) => {
  let count = 0;
  const retriever = await searching(
    (_, response) => {
      count++;
      sendJson(response, status, { detail: 'why' }, { 'retry-after': '0' });
    },
    { maxRetries: 2 },
  );
  await expect(retriever.search('x')).rejects.toMatchObject({
    code,
    isRetryable,
    message: expect.stringContaining('why'),
  });
  expect(count).toBe(tries);
});

test('tries again after a fault that passes', async () => {
  let count = 0;
  const retriever = await searching(
    (request, response) => {
      if (++count === 1) request.socket.destroy();
      else if (count === 2) sendJson(response, 502, {}, { 'retry-after': new Date().toUTCString() });
      else sendJson(response, 200, { result: [[{ contents: 'Aare\nA river.' }]] });
    },
    { maxRetries: 2 },
  );
  expect(await retriever.search('x')).toHaveLength(1);
});

test('does not wait for hours', async () => {
  const retriever = await searching((_, response) => sendJson(response, 503, {}, { 'retry-after': '7200' }), {
    maxRetries: 2,
  });
  await expect(retriever.search('x')).rejects.toMatchObject({ code: 'retriever/server-error' });
});

test('gives up on a server that is silent, or stops in the middle', async () => {
  const silent = await searching(() => undefined, { timeoutMs: 50 });
  await expect(silent.search('x')).rejects.toMatchObject({ code: 'retriever/timeout', isRetryable: true });
  const halting = await searching((_, response) => void response.write('{"result":'), { timeoutMs: 50 });
  await expect(halting.search('x')).rejects.toMatchObject({ code: 'retriever/timeout' });
});

test('says where nothing listens', async () => {
  const retriever = searchR1Retriever({ baseURL: 'http://127.0.0.1:9', maxRetries: 0 });
  await expect(retriever.search('x')).rejects.toMatchObject({
    code: 'retriever/unreachable',
    message: expect.stringContaining('127.0.0.1:9'),
  });
});

test('is aborted while it waits for an answer, and between two tries', async () => {
  const controller = new AbortController();
  const silent = await searching(() => controller.abort(new Error('enough')));
  await expect(silent.search('x', { signal: controller.signal })).rejects.toThrow('enough');
  const later = new AbortController();
  const failing = await searching(
    (_, response) => {
      sendJson(response, 500, {}, { 'retry-after': '20' });
      setTimeout(() => later.abort(new Error('no more')), 50);
    },
    { maxRetries: 5 },
  );
  await expect(failing.search('x', { signal: later.signal })).rejects.toThrow('no more');
  await expect(failing.search('x', { signal: AbortSignal.abort(new Error('before')) })).rejects.toThrow('before');
});
