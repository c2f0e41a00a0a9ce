import { expect, it } from 'vitest';
import { AgentdError } from '../errors.ts';
import type { CompletionRequest } from '../model.ts';
import type { ModelFixture } from './model-fixture.ts';

/** Requests that cannot be carried out. */
export function refusalCases(fixture: ModelFixture): void {
  const { greedy } = fixture;

  it.each<[string, Partial<CompletionRequest>]>([
    ['n = 0', { n: 0 }],
    ['n = 1.5', { n: 1.5 }],
    ['a negative temperature', { temperature: -0.1 }],
    ['a temperature that is no number', { temperature: Number.NaN }],
    ['topP = 0', { topP: 0 }],
    ['topP above 1', { topP: 1.1 }],
    ['maxTokens = 0', { maxTokens: 0 }],
    ['no messages', { messages: [] }],
    ['an empty stop string', { stop: [''] }],
    ['a prefill that ends in white space', { prefill: 'Thought: ' }],
  ])('refuses %s', async (_, part) => {
    const request = { ...greedy, ...part };
    const error: unknown = await fixture.model.complete(request).catch((thrown: unknown) => thrown);
    expect(error).toSatisfy((thrown: unknown) => AgentdError.isInstance(thrown, 'model/bad-request'));
    if (fixture.model.sample !== undefined)
      await expect(fixture.model.sample(request).next()).rejects.toThrow(/can't be used/);
  });
}
