import {
  AgentdError,
  AgentRunError,
  deriveSeed,
  GreedyDecoder,
  InvalidInputError,
  ModelError,
} from '@agentd/agent-core';
import { scriptedModel, type ScriptedTurn } from '@agentd/agent-core/testing';
import { describe, expect, it } from 'vitest';
import { giveAnswer, goOn, scriptedAgent, scriptedRetriever, search } from './__fixtures__/scripts.ts';
import { agentMethod } from './agent-method.ts';
import { agentSelfConsistency, type AgentSelfConsistencyOptions } from './agent-self-consistency.ts';
import { chainOfThoughtSelfConsistency } from './chain-of-thought-self-consistency.ts';
import { chainOfThought, chainOfThoughtWithRetrieval } from './chain-of-thought.ts';

const item = { id: '1', question: 'How much is 6 times 7?' };

describe('a chain of thought', () => {
  it('is asked greedily, without stop strings, and with a seed where the model takes one', async () => {
    const model = scriptedModel(['\\boxed{42}', '42']);
    await chainOfThought({ model, maxTokens: 99 }).answer(item, { seed: 3 });
    expect(model.requests[0]).toMatchObject({ n: 1, temperature: 0, maxTokens: 99, seed: 3 });
    expect(model.requests[0]).not.toHaveProperty('stop');
    const seedless = { ...model, capabilities: { ...model.capabilities, seed: false } };
    await chainOfThought({ model: seedless }).answer(item, { seed: 3 });
    expect(model.requests[1]).not.toHaveProperty('seed');
  });

  it('answers in words with the short answer alone', async () => {
    const text = 'He lived there.\n\nSo the answer is Lima.';
    const given = await chainOfThought({ model: scriptedModel([text]) }).answer(item, { seed: 0, kind: 'qa' });
    expect(given).toMatchObject({ answer: 'Lima', chainsOfThought: [text] });
  });

  it('shows what the retriever found for the question before it, cut where it is too long', async () => {
    const [model, retriever] = [scriptedModel(['42']), scriptedRetriever()];
    await chainOfThoughtWithRetrieval({ model, retriever, k: 2, maxPassageCharacters: 15 }).answer(item, { seed: 0 });
    expect(retriever.queries).toEqual([{ query: item.question, k: 2 }]);
    const shown = model.requests[0]?.messages.at(-1)?.content ?? '';
    expect(shown).toMatch(/Title 0\nSix times seven …[^]*Title 1\nSeven is a prim …[^]*How much is 6 times 7\?$/);
  });

  it('counts as a retrieval call also where it then does not fit into the context', async () => {
    const model = scriptedModel([new ModelError('Too long.', { code: 'model/context-overflow' })]);
    const given = await chainOfThoughtWithRetrieval({ model, retriever: scriptedRetriever() }).answer(item, {
      seed: 0,
    });
    expect(given).toMatchObject({ answer: undefined, retrievalCalls: 1, chainsOfThought: [] });
  });
});

describe('self-consistency of chains of thought', () => {
  const run = (texts: readonly string[], kind: 'math' | 'qa') =>
    chainOfThoughtSelfConsistency({ model: scriptedModel([texts]), samples: texts.length }).answer(item, {
      seed: 0,
      kind,
    });

  it('answers with the first text of the largest group of equal values', async () => {
    const texts = ['\\boxed{1}', 'It is \\boxed{0.5}', 'So \\boxed{\\frac{1}{2}}', '\\boxed{1}', '\\boxed{1/2}'];
    expect((await run(texts, 'math')).answer).toBe('It is \\boxed{0.5}');
  });

  it('lets ties go to the answer seen first, and texts without an answer not vote', async () => {
    const nothing = 'I cannot tell what the result of this would be.';
    expect((await run([nothing, '', nothing, '\\boxed{2}', '\\boxed{1}'], 'math')).answer).toBe('\\boxed{2}');
  });

  it('votes on words where words are asked for', async () => {
    expect((await run(['\\boxed{Rome}', 'The answer is the U.S.A.', 'Answer: USA'], 'qa')).answer).toBe('the U.S.A');
  });

  it('samples all in one request', async () => {
    const model = scriptedModel(['\\boxed{1}']);
    await chainOfThoughtSelfConsistency({ model }).answer(item, { seed: 5 });
    expect(model.requests).toMatchObject([{ n: 8, temperature: 0.4, seed: 5 }]);
  });
});

describe('an agent', () => {
  it('answers with what its run ended with, also after its last step', async () => {
    const model = scriptedModel([goOn, goOn, 'Answer: 42']);
    const given = await agentMethod({ name: 'agent', agent: scriptedAgent(model) }).answer(item, { seed: 0 });
    expect(given).toMatchObject({ answer: '42', trajectories: [{ outcome: { status: 'max-steps' } }] });
  });

  it('keeps what it had done when the conversation outgrew the context', async () => {
    const model = scriptedModel([goOn, new ModelError('Too long.', { code: 'model/context-overflow' })]);
    const given = await agentMethod({ name: 'agent', agent: scriptedAgent(model) }).answer(item, { seed: 0 });
    expect(given.answer).toBeUndefined();
    expect(given.trajectories[0]?.steps).toHaveLength(1);
    expect(given.usage.completionTokens).toBeGreaterThan(0);
  });

  it('has no answer when its run crashed, and the run is an error that carries the trajectory', async () => {
    const model = scriptedModel([goOn, new ModelError('Down.', { code: 'model/unavailable', isRetryable: true })]);
    const error: unknown = await agentMethod({ name: 'agent', agent: scriptedAgent(model) })
      .answer(item, { seed: 0 })
      .catch((thrown: unknown) => thrown);
    expect(error instanceof AgentRunError && error.isRetryable && error.trajectory.steps).toHaveLength(1);
  });

  it('throws a crashed run also where the runner only returns it', async () => {
    const agent = scriptedAgent(scriptedModel([giveAnswer(42)]));
    const crashed = {
      options: agent.options,
      run: async () => ({
        ...(await agent.run(item)),
        outcome: {
          status: 'error' as const,
          answer: { text: 'None' },
          error: { code: 'executor/lost', message: 'lost' },
        },
      }),
    };
    const error: unknown = await agentMethod({ name: 'agent', agent: crashed })
      .answer(item, { seed: 0 })
      .catch((thrown: unknown) => thrown);
    expect(AgentdError.isInstance(error, 'executor/lost')).toBe(true);
  });

  it('counts the searches of its actions, and of the tools it is told to', async () => {
    const searches = goOn.replace('print(6 * 7)', 'print(web_search("seven"))');
    const run = (retrievalTools?: string[]) => {
      const agent = scriptedAgent(scriptedModel([searches, giveAnswer(1)]), { tools: [search(3)] });
      const method = agentMethod({ name: 'agent', agent, ...(retrievalTools && { retrievalTools }) });
      return method.answer(item, { seed: 0 });
    };
    expect((await run()).retrievalCalls).toBe(1);
    expect((await run(['other_search'])).retrievalCalls).toBe(0);
  });
});

describe('self-consistency of an agent', () => {
  const run = async (turns: readonly ScriptedTurn[], options: Partial<AgentSelfConsistencyOptions> = {}) => {
    const agent = scriptedAgent(scriptedModel(turns));
    const given = await agentSelfConsistency({ name: 'sc', agent, ...options }).answer(item, { seed: 9 });
    return { answer: given.answer, runs: given.trajectories.length, given };
  };

  it('gives every run a seed of its own', async () => {
    const { given } = await run([1, 2, 3].map(giveAnswer), { samples: 3 });
    expect(given.trajectories.map(({ seed }) => seed)).toEqual([0, 1, 2].map((at) => deriveSeed(9, 'trajectory', at)));
    expect(given.answer).toBe('1');
  });

  it('ends once no answer can overtake the leader', async () => {
    const turns = ['7', '7', '8', '7', '7.0', '9', '9', '9'].map(giveAnswer);
    expect(await run(turns)).toMatchObject({ answer: '7', runs: 5 });
  });

  it('begins no run once the tokens are used up', async () => {
    const turns = ['1', '2', '2', '2'].map((answer) => ({ text: giveAnswer(answer), tokens: 40 }));
    expect(await run(turns, { samples: 4, tokenBudget: 100 })).toMatchObject({ answer: '2', runs: 3 });
    expect(await run(turns, { samples: 4, tokenBudget: 1 })).toMatchObject({ answer: '1', runs: 1 });
  });

  it('lets runs that used up their steps vote only where no other run has an answer', async () => {
    const exhausted = [goOn, goOn, '8'];
    const turns = [...exhausted, ...exhausted, giveAnswer(7)];
    expect(await run(turns, { samples: 3 })).toMatchObject({ answer: '7', runs: 3 });
    expect(await run([...exhausted, ...exhausted], { samples: 2 })).toMatchObject({ answer: '8', runs: 2 });
  });

  it('goes on after a run that outgrew the context', async () => {
    const overflow = new ModelError('Too long.', { code: 'model/context-overflow' });
    expect(await run([overflow, giveAnswer(7)], { samples: 2 })).toMatchObject({ answer: '7', runs: 2 });
  });

  it('refuses an agent whose runs would all be the same', () => {
    const agent = scriptedAgent(scriptedModel([]), { decoder: new GreedyDecoder() });
    expect(() => agentSelfConsistency({ name: 'sc', agent })).toThrow(/temperature 0/);
    expect(agentSelfConsistency({ name: 'sc', agent, samples: 1 }).name).toBe('sc');
  });
});

it.each([
  ['maxTokens', 0],
  ['temperature', -1],
  ['k', 1.5],
  ['maxPassageCharacters', 0],
  ['name', ''],
])('chains of thought refuse %s: %j, and name it', (option, value) => {
  const make = () =>
    chainOfThoughtWithRetrieval({ model: scriptedModel([]), retriever: scriptedRetriever(), [option]: value });
  expect(make).toThrow(InvalidInputError);
  expect(make).toThrow(`${option} is ${JSON.stringify(value)}`);
});

it.each([
  ['samples', 0],
  ['tokenBudget', 0],
])('self-consistency refuses %s: %j, and names it', (option, value) => {
  const agent = scriptedAgent(scriptedModel([]));
  expect(() => agentSelfConsistency({ name: 'sc', agent, [option]: value })).toThrow(`${option} is ${value}`);
});
