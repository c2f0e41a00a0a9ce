import type { Passage } from '@agentd/agent-core';
import { expect, it } from 'vitest';
import { passageId } from '../sources/passage-id.ts';
import { evaluateRetrieval, type RetrievalMethod } from './evaluate-retrieval.ts';

const passage = (id: string): Passage => ({ id, title: `title ${id}`, text: `text ${id}`, score: 0 });
const finds = (name: string, ids: string[]): RetrievalMethod => ({
  name,
  search: async (_, { k }) => ids.slice(0, k).map(passage),
});
const question = (id: string, ...supporting: string[]) => ({ id, question: `What is ${id}?`, supporting });

it('gives recall at each rank and the mean reciprocal rank of the first supporting passage', async () => {
  const questions = [question('q1', 'a', 'b'), question('q2', 'c')];
  const { methods } = await evaluateRetrieval([finds('bm25', ['x', 'a', 'c', 'b'])], questions, { ks: [2, 3, 5] });
  const [{ recall, meanReciprocalRank, questions: results } = expect.fail('no report')] = methods;
  expect([recall[2]?.value, recall[3]?.value, recall[5]?.value]).toEqual([0.25, 0.75, 1]);
  expect(meanReciprocalRank.value).toBeCloseTo((1 / 2 + 1 / 3) / 2, 12);
  expect(results.map(({ ranks }) => ranks)).toEqual([[2, 4], [3]]);
});

it('knows a supporting passage by its title and text, and counts a passage that comes twice once', async () => {
  const own = passageId('title a', 'text a');
  const { methods } = await evaluateRetrieval([finds('dense', ['a', 'a'])], [question('q', own, 'z')], { ks: [2] });
  expect(methods[0]?.recall[2]?.value).toBe(0.5);
});

it('compares methods on the same questions', async () => {
  const questions = Array.from({ length: 40 }, (_, index) => question(`q${index}`, index % 4 === 0 ? 'z' : 'a'));
  const { differences } = await evaluateRetrieval([finds('bm25', ['x']), finds('hybrid', ['a'])], questions, {
    ks: [1],
  });
  const [{ method, baseline, recall } = expect.fail('no difference')] = differences;
  expect([method, baseline, recall[1]?.value]).toEqual(['hybrid', 'bm25', 0.75]);
  expect(recall[1]?.low).toBeGreaterThan(0.5);
  expect(recall[1]?.high).toBeLessThan(0.95);
});

it.each([
  ['no method', [], [question('q', 'a')], undefined, 'no method'],
  ['no question', [finds('bm25', [])], [], undefined, 'no question'],
  ['a rank of 0', [finds('bm25', [])], [question('q', 'a')], [0, 2], 'whole numbers above 0, but are 0, 2'],
  ['a question without support', [finds('bm25', [])], [question('q7')], undefined, 'question q7 has no supporting'],
  ['two methods of one name', [finds('a', []), finds('a', [])], [question('q', 'a')], undefined, 'same name: a, a'],
])('refuses %s', async (_, methods, questions, ks, message) => {
  await expect(evaluateRetrieval(methods, questions, { ks })).rejects.toMatchObject({
    code: 'retriever/bad-options',
    message: expect.stringContaining(message),
  });
});

it('stops when it is aborted', async () => {
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(evaluateRetrieval([finds('a', [])], [question('q', 'a')], { signal })).rejects.toThrow('enough');
});
