import { expect, it } from 'vitest';
import type { ModelFixture } from './model-fixture.ts';

/** What `complete` gives. */
export function answerCases(fixture: ModelFixture): void {
  const { greedy, sampled, maxTokens, prefill } = fixture;

  it('has a name, and says what it does by itself', async ({ task }) => {
    expect(fixture.model.id).not.toBe('');
    // The first call may tell more about a server.
    await fixture.model.complete({ ...sampled, maxTokens: 2 });
    Object.assign(task.meta, { capabilities: { ...fixture.model.capabilities } });
  });

  it('gives one greedy sample by default', async () => {
    const { completions, usage } = await fixture.model.complete(greedy);
    expect(completions).toHaveLength(1);
    expect(completions[0]).toMatchObject({ index: 0, finishReason: expect.stringMatching(/^(stop|length)$/) });
    expect(usage.promptTokens).toBeGreaterThan(0);
    expect(usage.completionTokens).toBeGreaterThan(0);
  });

  it('gives n distinct samples, ordered by index', async () => {
    const { completions } = await fixture.model.complete(sampled);
    expect(completions.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(new Set(completions.map(({ text }) => text)).size).toBeGreaterThan(1);
  });

  it('gives equal samples at temperature 0', async () => {
    const { completions } = await fixture.model.complete({ ...greedy, n: 3 });
    expect(completions.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(new Set(completions.map(({ text }) => text)).size).toBe(1);
  });

  it('counts tokens: usage is the sum over the samples', async () => {
    const { completions, usage } = await fixture.model.complete(sampled);
    const sum = completions.reduce((total, { tokens }) => total + tokens, 0);
    for (const { tokens } of completions) expect(tokens).toBeLessThanOrEqual(maxTokens);
    // A server may or may not count the token that ends the turn.
    const slack = usage.estimated === true ? usage.completionTokens : completions.length;
    expect(Math.abs(usage.completionTokens - sum)).toBeLessThanOrEqual(slack);
  });

  it('gives negative finite log-probabilities', async ({ skip }) => {
    skip(!fixture.model.capabilities.logprobs, 'it has none');
    const { completions } = await fixture.model.complete(sampled);
    for (const { logprob, tokens } of completions) {
      if (tokens === 0) continue;
      expect(logprob).toBeLessThan(0);
      expect(Number.isFinite(logprob)).toBe(true);
    }
  });

  it('cuts every sample at a stop string', async () => {
    const whole = await fixture.model.complete(sampled);
    const stop = [' ', 'e', 't'];
    const { completions } = await fixture.model.complete({ ...sampled, stop });
    expect(completions).toHaveLength(3);
    for (const { text, finishReason } of completions) {
      expect(text).not.toMatch(/[ et]/);
      expect(finishReason).toMatch(/^(stop|length)$/);
    }
    if (!fixture.model.capabilities.seed) return;
    const cut = whole.completions.map(({ text }) => text.slice(0, Math.max(0, `${text} `.search(/[ et]/))));
    expect(completions.map(({ text }) => text)).toEqual(cut);
  });

  it('repeats itself for the same seed and not for another', async ({ skip }) => {
    skip(!fixture.model.capabilities.seed, 'it takes no seed');
    const texts = async (seed: number): Promise<string[]> =>
      (await fixture.model.complete({ ...sampled, seed })).completions.map(({ text }) => text);
    const first = await texts(5);
    expect(await texts(5)).toEqual(first);
    expect(await texts(6)).not.toEqual(first);
  });

  it('ends with `length` at the token limit', async () => {
    const { completions } = await fixture.model.complete({ ...greedy, maxTokens: 2 });
    expect(completions[0]).toMatchObject({ finishReason: 'length' });
    expect(completions[0]?.tokens).toBeLessThanOrEqual(2);
  });

  it('ends before the first stop string, wherever it lies in the tokens', async () => {
    const whole = (await fixture.model.complete(greedy)).completions[0]?.text ?? '';
    for (const length of [1, 2, 5]) {
      const from = Math.floor(whole.length / 2);
      const stop = whole.slice(from, from + length);
      const { completions } = await fixture.model.complete({ ...greedy, stop: ['never in the text', stop] });
      expect(completions[0]).toMatchObject({ text: whole.slice(0, whole.indexOf(stop)), finishReason: 'stop' });
      // A server that cuts the text itself may not say at which string.
      expect([stop, undefined]).toContain(completions[0]?.stopString);
    }
  });

  it('goes on from a prefill without repeating it', async ({ skip }) => {
    skip(!fixture.model.capabilities.prefill, 'it is asked for by an instruction');
    const { completions, prefillMethod } = await fixture.model.complete({ ...sampled, prefill });
    expect(prefillMethod).toBe('native');
    for (const { text } of completions) expect(text.startsWith(prefill)).toBe(false);
    const without = await fixture.model.complete(greedy);
    const withIt = await fixture.model.complete({ ...greedy, prefill });
    expect(without.prefillMethod).toBeUndefined();
    expect(withIt.usage.promptTokens).toBeGreaterThan(without.usage.promptTokens);
  });

  it('says how many prompt tokens were cached at most as many as there are', async () => {
    const { usage } = await fixture.model.complete(greedy);
    expect(usage.cachedPromptTokens ?? 0).toBeLessThanOrEqual(usage.promptTokens);
  });
}
