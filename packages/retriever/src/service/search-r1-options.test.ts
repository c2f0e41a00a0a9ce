import { expect, test } from 'vitest';
import { searchR1Retriever } from './search-r1-retriever.ts';

test.each([
  ['', 3, 'retriever/empty-query'],
  [' \n', 3, 'retriever/empty-query'],
  ['x', 0, 'retriever/invalid-k'],
  ['x', 1.5, 'retriever/invalid-k'],
])('refuses query %j with k %j', async (query, k, code) => {
  const retriever = searchR1Retriever({ baseURL: 'http://127.0.0.1:9' });
  await expect(retriever.search(query, { k })).rejects.toMatchObject({ code });
});

test.each([
  [{ baseURL: 'not an address' }, 'baseURL'],
  [{ baseURL: 'ftp://host' }, 'baseURL'],
  [{ baseURL: 'http://host', timeoutMs: 0 }, 'timeoutMs'],
  [{ baseURL: 'http://host', maxRetries: -1 }, 'maxRetries'],
])('refuses the options %j', (options, name) => {
  expect(() => searchR1Retriever(options)).toThrow(
    expect.objectContaining({ code: 'retriever/bad-options', message: expect.stringContaining(name) }),
  );
});

test('takes the address with or without the path', () => {
  const ids = ['http://host:1', 'http://host:1/', 'http://host:1/retrieve', 'http://host:1/retrieve/'].map(
    (baseURL) => searchR1Retriever({ baseURL }).id,
  );
  expect(new Set(ids)).toEqual(new Set(['search-r1:http://host:1']));
});
