import { expect, it } from 'vitest';
import type { Completion, SampleSummary } from '../model.ts';
import type { ModelFixture } from './model-fixture.ts';

/** Samples and text as they come, and calls that end early. */
export function streamCases(fixture: ModelFixture): void {
  const { greedy, sampled } = fixture;

  it('hands samples out one by one', async ({ skip }) => {
    if (fixture.model.sample === undefined) return skip('it gives all at once');
    const { completions } = await fixture.model.complete(sampled);
    const drawn: Completion[] = [];
    const samples = fixture.model.sample(sampled);
    let summary: SampleSummary | undefined;
    while (summary === undefined) {
      const next = await samples.next();
      if (next.done === true) summary = next.value;
      else drawn.push(next.value);
    }
    const texts = (list: Completion[]): string[] => list.map(({ text }) => text).toSorted();
    expect(drawn.map(({ index }) => index).toSorted()).toEqual([0, 1, 2]);
    if (fixture.model.capabilities.seed) expect(texts(drawn)).toEqual(texts(completions));
    expect(summary.usage.completionTokens).toBeGreaterThan(0);
  });

  it('can be left after the first sample, and goes on serving', async () => {
    for await (const { text } of fixture.model.sample?.({ ...sampled, n: 6 }) ?? []) {
      expect(text).toBeTypeOf('string');
      break;
    }
    expect((await fixture.model.complete(greedy)).completions).toHaveLength(1);
  });

  it('returns what was used once there is enough', async ({ skip }) => {
    if (fixture.model.sample === undefined) return skip('it gives all at once');
    const enough = new AbortController();
    const samples = fixture.model.sample({ ...sampled, n: 6 }, { enough: enough.signal });
    const first = await samples.next();
    expect(first.done).toBe(false);
    enough.abort();
    let next = await samples.next();
    while (next.done !== true) next = await samples.next();
    expect(next.value.usage.promptTokens).toBeGreaterThan(0);
  });

  it('streams what it would have completed', async ({ skip }) => {
    expect(fixture.model.stream !== undefined).toBe(fixture.model.capabilities.streaming);
    if (fixture.model.stream === undefined) return skip('it does not stream');
    const whole = await fixture.model.complete(greedy);
    const half = whole.completions[0]?.text.slice(4, 6) ?? '';
    for (const request of [greedy, { ...greedy, stop: half === '' ? [] : [half] }]) {
      let text = '';
      let completion: Completion | undefined;
      for await (const chunk of fixture.model.stream(request)) {
        if (chunk.type === 'text') text += chunk.text;
        else {
          completion = chunk.completion;
          expect(chunk.usage.completionTokens).toBeGreaterThan(0);
        }
      }
      const expected = (await fixture.model.complete(request)).completions[0];
      expect(completion).toMatchObject({ index: 0, text, finishReason: expected?.finishReason });
      expect(text).toBe(expected?.text);
    }
  });

  it('streams one sample only', async ({ skip }) => {
    if (fixture.model.stream === undefined) return skip('it does not stream');
    await expect(Array.fromAsync(fixture.model.stream({ ...greedy, n: 2 }))).rejects.toThrow(/n is 2/);
  });

  it('throws the reason of a signal that was aborted before', async () => {
    const signal = AbortSignal.abort(new Error('not needed any more'));
    await expect(fixture.model.complete(greedy, { signal })).rejects.toThrow('not needed any more');
    if (fixture.model.sample !== undefined) {
      await expect(fixture.model.sample(greedy, { signal }).next()).rejects.toThrow('not needed any more');
    }
    if (fixture.model.stream !== undefined) {
      await expect(Array.fromAsync(fixture.model.stream(greedy, { signal }))).rejects.toThrow('not needed any more');
    }
  });

  it('can be aborted on the way, and goes on serving', async () => {
    const controller = new AbortController();
    const running = fixture.model.complete({ ...sampled, n: 8, maxTokens: 200 }, { signal: controller.signal });
    setImmediate(() => controller.abort(new Error('stop now')));
    await expect(running).rejects.toThrow('stop now');
    expect((await fixture.model.complete(greedy)).completions).toHaveLength(1);
  });

  it('ends a stream that is left or aborted, and goes on serving', async ({ skip }) => {
    if (fixture.model.stream === undefined) return skip('it does not stream');
    const controller = new AbortController();
    const long = { ...greedy, maxTokens: 200 };
    const read = async (): Promise<void> => {
      for await (const chunk of fixture.model.stream?.(long, { signal: controller.signal }) ?? []) {
        if (chunk.type === 'text') controller.abort(new Error('stop now'));
      }
    };
    await expect(read()).rejects.toThrow('stop now');
    for await (const chunk of fixture.model.stream(long)) if (chunk.type === 'text') break;
    expect((await fixture.model.complete(greedy)).completions).toHaveLength(1);
  });
}
