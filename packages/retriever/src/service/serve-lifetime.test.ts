import { expect, test, vi } from 'vitest';
import { serving } from './__fixtures__/serving.ts';
import { toyRetriever } from './__fixtures__/toy-retriever.ts';
import { searchR1Retriever } from './search-r1-retriever.ts';
import { serveRetriever } from './serve-retriever.ts';

const waiting = { timeout: 10_000 };

test('searches the queries of a batch at the same time, up to a limit', async () => {
  const toy = toyRetriever(20);
  const { post } = await serving(toy, { concurrency: 3 });
  const queries = Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? 'river' : 'city'));
  const [first, second] = await Promise.all([post({ queries, topk: 1 }), post({ queries, topk: 1 })]);
  expect(toy.log.most).toBe(3);
  for (const response of [first, second]) {
    expect(await response.json()).toMatchObject({
      result: queries.map((query) => [{ id: query === 'river' ? 'aare' : 'bern' }]),
    });
  }
});

test('stops searching once the client has gone', async () => {
  const toy = toyRetriever(60_000);
  const { server } = await serving(toy);
  const controller = new AbortController();
  const search = searchR1Retriever({ baseURL: server.url }).search('river', { signal: controller.signal });
  search.catch(() => undefined);
  await vi.waitFor(() => expect(toy.log.running).toBe(1), waiting);
  controller.abort(new Error('enough'));
  await expect(search).rejects.toThrow('enough');
  await vi.waitFor(() => expect(toy.log).toMatchObject({ aborted: 1, running: 0 }), waiting);
});

test('lets requests under way end when it closes, and takes no more', async () => {
  const toy = toyRetriever(300);
  const { server, post } = await serving(toy, { graceMs: 20_000 });
  const under = post({ queries: ['river'] });
  await vi.waitFor(() => expect(toy.log.running).toBe(1), waiting);
  const closing = server.close();
  await expect(fetch(`${server.url}/health`)).rejects.toThrow('fetch failed');
  expect((await under).status).toBe(200);
  await closing;
  await server.close();
});

test('cuts off what does not end in time, and closes with its signal', async () => {
  const toy = toyRetriever(60_000);
  const controller = new AbortController();
  const { server, post } = await serving(toy, { graceMs: 20, signal: controller.signal });
  const under = post({ queries: ['river'] }).catch((error: unknown) => error);
  await vi.waitFor(() => expect(toy.log.running).toBe(1), waiting);
  controller.abort();
  await server.close();
  await under;
  expect(toy.log).toMatchObject({ aborted: 1, running: 0 });
});

test('names a port that is taken', async () => {
  const { server } = await serving(toyRetriever());
  const port = Number(new URL(server.url).port);
  await expect(serveRetriever(toyRetriever(), { port })).rejects.toMatchObject({
    code: 'retriever/cannot-listen',
    message: expect.stringContaining(String(port)),
  });
});
