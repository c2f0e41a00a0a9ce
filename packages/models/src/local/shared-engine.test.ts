import type { Completion } from '@agentd/agent-core';
import { describe, expect, it } from 'vitest';
import { fixtureSettings } from './__fixtures__/model-folders.ts';
import { Engine, type EngineRequest } from './engine.ts';
import type { LoadSettings } from './options.ts';

const question = `${'How many apples are left in the basket? '.repeat(6)}Add 17 and 25.`;
const request: EngineRequest = {
  messages: [{ role: 'user', content: question }],
  n: 1,
  temperature: 0,
  topP: 1,
  topK: undefined,
  minP: 0,
  repetitionPenalty: 1,
  maxTokens: 40,
  stop: [],
  seed: 3,
  prefill: '',
};

async function withEngine(
  name: string,
  change: Partial<LoadSettings>,
  use: (engine: Engine) => Promise<void>,
): Promise<void> {
  const engine = await Engine.open({ ...fixtureSettings(name), ...change });
  try {
    await use(engine);
  } finally {
    await engine.close();
  }
}

async function draw(engine: Engine, change: Partial<EngineRequest>) {
  const completions: Completion[] = [];
  const before = engine.fedTokens;
  const usage = await engine.generate(
    { ...request, ...change },
    { onCompletion: (completion) => completions.push(completion), stopped: () => false },
  );
  return { completions: completions.toSorted((a, b) => a.index - b.index), usage, fed: engine.fedTokens - before };
}

describe.each(['tiny-attention', 'tiny-gqa'])('samples of %s that share their prompt', (name) => {
  it('are those of copied caches, token for token', async () => {
    const runs: Partial<EngineRequest>[] = [{}, { n: 8, temperature: 1 }, { n: 3, temperature: 0.7, topK: 20 }];
    await withEngine(name, { sharePrefix: false }, async (copying) => {
      expect(copying.prefixSharing.shared).toBe(false);
      await withEngine(name, {}, async (sharing) => {
        expect(sharing.prefixSharing).toEqual({ shared: true });
        for (const run of runs) {
          const [expected, actual] = [await draw(copying, run), await draw(sharing, run)];
          expect(actual.completions.map(({ text }) => text)).toEqual(expected.completions.map(({ text }) => text));
          expect(actual.fed).toBe(expected.fed);
        }
      });
    });
  });

  it.each([true, false])('are gone on from without reading them again (shared: %s)', async (sharePrefix) => {
    await withEngine(name, { sharePrefix }, async (engine) => {
      const first = await draw(engine, { n: 6, temperature: 1, prefill: 'Thought:' });
      const prefill = `Thought:${first.completions[4]?.text ?? ''} Observation`;
      const next = await draw(engine, { prefill, n: 2, temperature: 1, maxTokens: 20 });
      const { promptTokens, cachedPromptTokens = 0 } = next.usage;
      // Random text is cut into other tokens when it is read than when it was drawn; what is the same is not read.
      expect(cachedPromptTokens).toBeGreaterThan(first.usage.promptTokens + 2);
      await withEngine(name, { sharePrefix }, async (fresh) => {
        const expected = await draw(fresh, { prefill, n: 2, temperature: 1, maxTokens: 20 });
        expect(next.completions.map(({ text }) => text)).toEqual(expected.completions.map(({ text }) => text));
        expect(expected.fed - next.fed).toBe(cachedPromptTokens);
        expect(expected.usage).toMatchObject({ promptTokens, cachedPromptTokens: 0 });
      });
    });
  });

  it('are read again when asked to, for the same bits', async () => {
    await withEngine(name, { reuseAnswers: false }, async (engine) => {
      const first = await draw(engine, { n: 2, temperature: 1 });
      const prefill = `${first.completions[1]?.text ?? ''} Observation`;
      const next = await draw(engine, { prefill });
      await withEngine(name, { reuseAnswers: false }, async (fresh) => {
        expect(next.completions).toEqual((await draw(fresh, { prefill })).completions);
      });
    });
  });
});

it('each sample has its own repetition penalty', async () => {
  await withEngine('tiny-gqa', {}, async (engine) => {
    const { completions } = await draw(engine, { repetitionPenalty: 1e9, maxTokens: 25 });
    const plain = await draw(engine, { maxTokens: 25 });
    expect(completions[0]?.text).not.toBe(plain.completions[0]?.text);
    const both = await draw(engine, { repetitionPenalty: 1.3, n: 3, temperature: 0.9 });
    for (const completion of both.completions) {
      const alone = await draw(engine, { repetitionPenalty: 1.3, n: completion.index + 1, temperature: 0.9 });
      expect(alone.completions.at(-1)).toMatchObject({ text: completion.text });
    }
  });
});
