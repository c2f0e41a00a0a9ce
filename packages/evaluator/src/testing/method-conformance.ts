import { AgentdError, canonicalJson, jsonObjectSchema, trajectorySchema, type LanguageModel } from '@agentd/agent-core';
import type { ScriptedTurn } from '@agentd/agent-core/testing';
import { describe, expect, it } from 'vitest';
import type { Method } from '../methods/method.ts';
import { hangingModel, meteredModel, overflow, unavailable } from './method-fixture.ts';

/** How a method is made, and what its model says. */
export interface MethodSuiteOptions {
  make(model: LanguageModel): Method;
  /** The same method with one option changed each: its settings must differ from all others. */
  variants: Readonly<Record<string, (model: LanguageModel) => Method>>;
  /** The model's turns for one question that is answered. */
  turns: readonly ScriptedTurn[];
  /** What the answer then is. */
  answer: string;
  /** The model's turns for one question that stays without an answer. */
  silence: readonly ScriptedTurn[];
  /** Calls of a retriever while it answers; default 0. */
  retrievalCalls?: number;
}

const item = { id: 'question-1', question: 'How much is 6 times 7?' };

/**
 * What every `Method` must hold. Call it at the top of a test file.
 * @param name of the implementation, as the report shows it
 */
export function describeMethod(name: string, options: MethodSuiteOptions): void {
  const { make, variants, turns, answer, silence, retrievalCalls = 0 } = options;
  const failureOf = (method: Method, callOptions: { seed: number; signal?: AbortSignal }): Promise<unknown> =>
    method.answer(item, callOptions).then(
      (given) => expect.fail(`It gave the answer ${given.answer}.`),
      (error: unknown) => error,
    );

  describe(`${name} keeps the contract of a method`, () => {
    it('has a name and the id of its model', () => {
      const method = make(meteredModel([]));
      expect(method.name).not.toBe('');
      expect(method.model).toBe('scripted');
    });

    it('has settings that are JSON, and the same each time it is made', () => {
      const { settings } = make(meteredModel([]));
      expect(JSON.parse(JSON.stringify(settings))).toEqual(settings);
      expect(jsonObjectSchema.safeParse(settings).success).toBe(true);
      expect(make(meteredModel([])).settings).toEqual(settings);
    });

    it('has other settings where an option is different', () => {
      const made = { 'as it is': make, ...variants };
      const settings = Object.entries(made).map(([label, each]) => [
        canonicalJson(each(meteredModel([])).settings),
        label,
      ]);
      const labels = Map.groupBy(settings, ([key]) => key);
      expect([...labels.values()].filter((same) => same.length > 1)).toEqual([]);
    });

    it('answers, and counts what that used', async () => {
      const model = meteredModel(turns);
      const given = await make(model).answer(item, { seed: 1 });
      expect(given.answer).toBe(answer);
      expect(given.usage).toMatchObject(model.used);
      expect(given.usage.completionTokens).toBeGreaterThan(0);
      expect(given.retrievalCalls).toBe(retrievalCalls);
    });

    it('hands over what it did: runs of an agent or chains of thought', async () => {
      const { trajectories, chainsOfThought } = await make(meteredModel(turns)).answer(item, { seed: 1 });
      expect([trajectories.length > 0, chainsOfThought.length > 0].filter(Boolean)).toHaveLength(1);
      for (const trajectory of trajectories) expect(trajectorySchema.parse(trajectory).task).toEqual(item);
      expect(new Set(trajectories.map(({ id }) => id)).size).toBe(trajectories.length);
    });

    it('asks the same for the same seed, and draws other samples for another', async () => {
      const [one, same, other] = [meteredModel(turns), meteredModel(turns), meteredModel(turns)];
      const given = await make(one).answer(item, { seed: 1 });
      expect((await make(same).answer(item, { seed: 1 })).answer).toBe(given.answer);
      await make(other).answer(item, { seed: 2 });
      expect(same.requests).toEqual(one.requests);
      expect(other.requests.map(({ seed }) => seed)).not.toEqual(one.requests.map(({ seed }) => seed));
      expect(other.requests.map(({ messages }) => messages)).toEqual(one.requests.map(({ messages }) => messages));
    });

    it('has no answer where the model gives none: undefined, not an empty text', async () => {
      const given = await make(meteredModel(silence)).answer(item, { seed: 1 });
      expect(given.answer).toBeUndefined();
      expect([...given.trajectories, ...given.chainsOfThought]).not.toHaveLength(0);
    });

    it('has no answer where the question does not fit into the context, and this is no error', async () => {
      const given = await make(meteredModel(Array.from({ length: 100 }, () => overflow))).answer(item, { seed: 1 });
      expect(given.answer).toBeUndefined();
    });

    it('rejects with the error of a model that fails', async () => {
      const error = await failureOf(make(meteredModel([unavailable])), { seed: 1 });
      expect(AgentdError.isInstance(error, 'model/unavailable') && error.isRetryable).toBe(true);
    });

    it('does not begin when it is aborted, and rejects with the reason', async () => {
      const reason = new Error('not needed any more');
      const model = meteredModel(turns);
      expect(await failureOf(make(model), { seed: 1, signal: AbortSignal.abort(reason) })).toBe(reason);
      expect(model.requests).toEqual([]);
    });

    it('ends when it is aborted while the model works, and rejects with the reason', async () => {
      const controller = new AbortController();
      const reason = new Error('not needed any more');
      const method = make(hangingModel(() => queueMicrotask(() => controller.abort(reason))));
      expect(await failureOf(method, { seed: 1, signal: controller.signal })).toBe(reason);
    });
  });
}
