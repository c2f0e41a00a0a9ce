import type { Passage, Retriever } from '@agentd/agent-core';
import { checkQuery } from '../check-query.ts';

/** Searches a few passages in memory by the words that they share with the query: for tests and examples. */
export function memoryRetriever(passages: readonly Omit<Passage, 'score'>[], id = 'memory'): Retriever {
  const indexed = passages.map((passage) => ({ passage, words: new Set(wordsOf(`${passage.title} ${passage.text}`)) }));
  return {
    id,
    async search(query, { k = 3, signal } = {}) {
      signal?.throwIfAborted();
      checkQuery(query, k);
      // As any other it can be aborted while it runs.
      await new Promise((resume) => setImmediate(resume));
      signal?.throwIfAborted();
      const wanted = wordsOf(query);
      return indexed
        .map(({ passage, words }) => ({ ...passage, score: wanted.filter((word) => words.has(word)).length }))
        .filter(({ score }) => score > 0)
        .toSorted((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
        .slice(0, k);
    },
  };
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
