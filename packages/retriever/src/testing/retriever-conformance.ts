import { AgentdError, type Passage, type Retriever } from '@agentd/agent-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { samplePassages } from './sample-passages.ts';

/** A retriever that may hold something open. */
export type ClosableRetriever = Retriever & { close?(): Promise<void> };

/**
 * What every {@link Retriever} must hold. It is made once and closed at the end.
 * @param make opens a retriever over these passages and no others
 */
export function describeRetriever(
  name: string,
  make: (passages: readonly Omit<Passage, 'score'>[]) => Promise<ClosableRetriever> | ClosableRetriever,
): void {
  describe(`retriever: ${name}`, () => {
    let retriever: ClosableRetriever;
    beforeAll(async () => {
      retriever = await make(samplePassages);
    });
    afterAll(async () => {
      await retriever.close?.();
    });

    const byId = new Map(samplePassages.map((passage) => [passage.id, passage]));
    const wide = 'the tower bridge river castle lighthouse';

    it('has a name', () => {
      expect(retriever.id).not.toBe('');
    });

    it.each([
      ['lighthouse keeper lamp Skerrin', 'skerrin'],
      ['Ostrava narrow-gauge railway engines', 'railway'],
      ['orchard pears Velden', 'velden'],
    ])('finds the passage about %s', async (query, id) => {
      const [first] = await retriever.search(query);
      expect(first?.id).toBe(id);
    });

    it('gives passages as they are, each once, the best first', async () => {
      const found = await retriever.search(wide, { k: samplePassages.length });
      expect(found.length).toBeGreaterThan(2);
      expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
      for (const { id, title, text } of found) expect({ id, title, text }).toEqual(byId.get(id));
      const scores = found.map(({ score }) => score);
      for (const score of scores) expect(Number.isFinite(score)).toBe(true);
      expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    });

    it('keeps accents, quotation marks and line breaks', async () => {
      const [first] = await retriever.search('Café Müller courtyard');
      expect(first?.text).toBe(byId.get('cafe')?.text);
      expect(first?.title).toBe(byId.get('cafe')?.title);
    });

    it('gives 3 passages by default, and k at most', async () => {
      expect(await retriever.search(wide)).toHaveLength(3);
      expect(await retriever.search(wide, { k: 1 })).toHaveLength(1);
      expect(await retriever.search(wide, { k: 2 })).toHaveLength(2);
    });

    it('gives no more than there are where k is beyond the size', async () => {
      const found = await retriever.search(wide, { k: 1_000 });
      expect(found.length).toBeLessThanOrEqual(samplePassages.length);
      expect(found.slice(0, 3)).toEqual(await retriever.search(wide));
    });

    it('gives the same passages each time, also to many at once', async () => {
      const expected = await retriever.search(wide, { k: 5 });
      const all = await Promise.all(Array.from({ length: 8 }, () => retriever.search(wide, { k: 5 })));
      for (const found of all) expect(found).toEqual(expected);
    });

    it.each([
      'lighthouse AND (keeper OR "lamp',
      "Skerrin lighthouse' OR '1'='1",
      'title:lighthouse^5 +keeper -tower ~',
      'lighthouse \\ \0 \n\t keeper',
      'Skerrin lighthouse; DROP TABLE passages; --',
    ])('takes %j as words', async (query) => {
      const [first] = await retriever.search(query);
      expect(first?.id).toBe('skerrin');
    });

    it.each(['!?', '你好', 'xqzzt vkrrp', '🗼'])('takes a query without known words: %s', async (query) => {
      expect((await retriever.search(query)).length).toBeLessThanOrEqual(3);
    });

    it('takes a query of 10,000 characters', async () => {
      const query = 'lighthouse keeper lamp Skerrin '.repeat(400).slice(0, 10_000);
      const [first] = await retriever.search(query);
      expect(first?.id).toBe('skerrin');
    });

    it.each(['', ' \n\t'])('refuses the empty query %j', async (query) => {
      await expectCode(retriever.search(query), 'retriever/empty-query');
    });

    it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses k = %s', async (k) => {
      await expectCode(retriever.search(wide, { k }), 'retriever/invalid-k');
    });

    it('throws the reason of a signal that was aborted before', async () => {
      const signal = AbortSignal.abort(new Error('not needed any more'));
      await expect(retriever.search(wide, { signal })).rejects.toThrow('not needed any more');
    });

    it('can be aborted on the way, and goes on serving', async () => {
      const controller = new AbortController();
      const running = retriever.search(wide, { signal: controller.signal });
      controller.abort(new Error('stop now'));
      await expect(running).rejects.toThrow('stop now');
      expect(await retriever.search(wide)).toHaveLength(3);
    });
  });
}

async function expectCode(search: Promise<unknown>, code: string): Promise<void> {
  const error: unknown = await search.catch((thrown: unknown) => thrown);
  expect(error).toSatisfy((thrown: unknown) => AgentdError.isInstance(thrown, code));
}
