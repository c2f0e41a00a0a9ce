import type { Passage, Retriever } from '@agentd/agent-core';
import { expect, it } from 'vitest';
import { memoryRetriever, samplePassages } from './testing/index.ts';
import { webSearch } from './web-search.ts';

const signal = new AbortController().signal;
const call = (search: ReturnType<typeof webSearch>, query: string) => search.call({ query }, { signal });

/** Counts searches, and answers each when told. */
function slowRetriever(): Retriever & { queries: string[]; answer: (passages: Passage[] | Error) => void } {
  const waiting: ((passages: Passage[] | Error) => void)[] = [];
  const queries: string[] = [];
  return {
    id: 'slow',
    queries,
    answer: (passages) => waiting.shift()?.(passages),
    search: (query) => {
      queries.push(query);
      return new Promise((resolve, reject) => {
        waiting.push((passages) => (passages instanceof Error ? reject(passages) : resolve(passages)));
      });
    },
  };
}

it('is the function of the paper: web_search(query: str) -> str', () => {
  const search = webSearch(memoryRetriever(samplePassages));
  expect(search.signature).toContain('def web_search(query: str) -> str:');
  expect(search.effect).toBe('read');
});

it('writes passages as Search-R1 does in the form of the paper', async () => {
  const search = webSearch(memoryRetriever(samplePassages), { form: 'paper', k: 2 });
  const [light, comet] = [samplePassages[0], samplePassages[6]];
  expect(await call(search, 'lighthouse keeper lamp')).toBe(
    `Doc 1(Title: ${light?.title}) ${light?.text}\nDoc 2(Title: ${comet?.title}) ${comet?.text}\n`,
  );
});

it('numbers passages under their titles in the recommended form, and cuts them at a word', async () => {
  const search = webSearch(memoryRetriever(samplePassages), { k: 1, maxPassageCharacters: 30 });
  expect(await call(search, 'lighthouse keeper lamp')).toBe('[1] Skerrin Light\nSkerrin Light is a lighthouse …');
});

it('says in words that nothing was found, or that the query is empty', async () => {
  const search = webSearch(memoryRetriever(samplePassages));
  expect(await call(search, 'xqzzt "quoted"')).toMatch(/^No passage was found for "xqzzt \\"quoted\\""/);
  expect(await call(search, ' \n')).toMatch(/^The query is empty/);
});

it('shares one search among equal queries, and remembers the answer', async () => {
  const retriever = slowRetriever();
  const search = webSearch(retriever);
  const both = Promise.all([call(search, 'river'), call(search, ' river ')]);
  retriever.answer([{ id: 'a', title: 'A', text: 'river', score: 1 }]);
  const [first, second] = await both;
  expect(first).toBe(second);
  expect(await call(search, 'river')).toBe(first);
  expect(retriever.queries).toEqual(['river']);
});

it('searches again after a failure, which it reports', async () => {
  const retriever = slowRetriever();
  const search = webSearch(retriever);
  const failed = call(search, 'river');
  retriever.answer(new Error('the disk is gone'));
  await expect(failed).rejects.toThrow('web_search() failed: the disk is gone');
  const again = call(search, 'river');
  retriever.answer([]);
  expect(await again).toMatch(/^No passage/);
});

it('forgets the least recently used query beyond its memory', async () => {
  const retriever = slowRetriever();
  const search = webSearch(retriever, { memory: 2 });
  for (const query of ['one', 'two', 'one', 'three', 'one', 'two']) {
    const answer = call(search, query);
    retriever.answer([]);
    await answer;
  }
  expect(retriever.queries).toEqual(['one', 'two', 'three', 'two']);
});

it('lets one caller go without ending the search of another', async () => {
  const retriever = slowRetriever();
  const search = webSearch(retriever);
  const controller = new AbortController();
  const leaving = search.call({ query: 'river' }, { signal: controller.signal });
  const staying = call(search, 'river');
  controller.abort(new Error('not needed'));
  await expect(leaving).rejects.toThrow('not needed');
  retriever.answer([]);
  expect(await staying).toMatch(/^No passage/);
});

it.each([{ k: 0 }, { maxPassageCharacters: -1 }, { memory: 1.5 }])('refuses the options %j', (options) => {
  expect(() => webSearch(memoryRetriever(samplePassages), options)).toThrow(/options of webSearch can't be used/);
});
