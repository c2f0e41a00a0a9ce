import { InvalidInputError } from '@agentd/agent-core';

/**
 * @throws InvalidInputError `retriever/empty-query` or `retriever/invalid-k`
 */
export function checkQuery(query: string, k: number): void {
  if (typeof query !== 'string') {
    throw new InvalidInputError(`The query is of type ${typeof query}, not a text.`, { code: 'retriever/empty-query' });
  }
  if (query.trim() === '') {
    throw new InvalidInputError('The query is empty: give the words to search for.', { code: 'retriever/empty-query' });
  }
  if (!Number.isInteger(k) || k < 1) {
    throw new InvalidInputError(`k is ${k}; it must be a whole number from 1.`, { code: 'retriever/invalid-k' });
  }
}
