import { expect, it } from 'vitest';
import { addUsage, noUsage } from './usage.ts';

const counted = { promptTokens: 10, completionTokens: 5 };

it('adds tokens, cached tokens and costs', () => {
  const first = { ...counted, cachedPromptTokens: 8, cost: 0.25 };
  const second = { promptTokens: 1, completionTokens: 2, cachedPromptTokens: 1, cost: 0.5 };
  expect(addUsage(first, second)).toEqual({ promptTokens: 11, completionTokens: 7, cachedPromptTokens: 9, cost: 0.75 });
});

it('says nothing of cache and cost where neither side knows them', () => {
  expect(addUsage(noUsage, counted)).toEqual(counted);
});

it('keeps what one side knows, and that counts were estimated', () => {
  const sum = addUsage({ ...counted, estimated: true }, { ...counted, cost: 1 });
  expect(sum).toEqual({ promptTokens: 20, completionTokens: 10, cost: 1, estimated: true });
});
