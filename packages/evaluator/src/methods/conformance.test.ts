import { compactCotPrompt, compactPrompt, GreedyDecoder } from '@agentd/agent-core';
import { describeMethod } from '../testing/method-conformance.ts';
import { giveAnswer, goOn, scriptedAgent, scriptedRetriever, search } from './__fixtures__/scripts.ts';
import { agentMethod } from './agent-method.ts';
import { agentSelfConsistency } from './agent-self-consistency.ts';
import { mathAnswers, qaAnswers } from './answer-rules.ts';
import { chainOfThoughtSelfConsistency } from './chain-of-thought-self-consistency.ts';
import { chainOfThought, chainOfThoughtWithRetrieval } from './chain-of-thought.ts';

const text = 'Six sevens.\n\nSo it is \\boxed{42}.';
const silent = 'I cannot tell what the result of this would be.';

describeMethod('chainOfThought', {
  make: (model) => chainOfThought({ model }),
  variants: {
    prompt: (model) => chainOfThought({ model, prompt: compactCotPrompt }),
    'version of the prompt': (model) => chainOfThought({ model, prompt: { ...compactCotPrompt, version: '0' } }),
    maxTokens: (model) => chainOfThought({ model, maxTokens: 9 }),
    temperature: (model) => chainOfThought({ model, temperature: 1 }),
  },
  turns: [text],
  answer: text,
  silence: [' \n'],
});

const retriever = scriptedRetriever();

describeMethod('chainOfThoughtWithRetrieval', {
  make: (model) => chainOfThoughtWithRetrieval({ model, retriever }),
  variants: {
    k: (model) => chainOfThoughtWithRetrieval({ model, retriever, k: 1 }),
    retriever: (model) => chainOfThoughtWithRetrieval({ model, retriever: scriptedRetriever('another') }),
    maxPassageCharacters: (model) => chainOfThoughtWithRetrieval({ model, retriever, maxPassageCharacters: 9 }),
  },
  turns: [text],
  answer: text,
  silence: [''],
  retrievalCalls: 1,
});

describeMethod('chainOfThoughtSelfConsistency', {
  make: (model) => chainOfThoughtSelfConsistency({ model, samples: 3 }),
  variants: {
    samples: (model) => chainOfThoughtSelfConsistency({ model }),
    temperature: (model) => chainOfThoughtSelfConsistency({ model, samples: 3, temperature: 1 }),
    rules: (model) => chainOfThoughtSelfConsistency({ model, samples: 3, answers: qaAnswers }),
    profile: (model) =>
      chainOfThoughtSelfConsistency({ model, samples: 3, answers: mathAnswers({ profile: 'paper' }) }),
    retriever: (model) => chainOfThoughtSelfConsistency({ model, samples: 3, retriever }),
  },
  turns: [['It is \\boxed{41}', text, '\\boxed{42}']],
  answer: text,
  silence: [['', silent, '']],
});

describeMethod('agentMethod', {
  make: (model) => agentMethod({ name: 'agent', agent: scriptedAgent(model) }),
  variants: {
    decoder: (model) => agentMethod({ name: 'agent', agent: scriptedAgent(model, { decoder: new GreedyDecoder() }) }),
    prompt: (model) => agentMethod({ name: 'agent', agent: scriptedAgent(model, { prompt: compactPrompt }) }),
    maxSteps: (model) => agentMethod({ name: 'agent', agent: scriptedAgent(model, { maxSteps: 7 }) }),
    maxTokens: (model) => agentMethod({ name: 'agent', agent: scriptedAgent(model, { maxTokens: 7 }) }),
    timeoutMs: (model) => agentMethod({ name: 'agent', agent: scriptedAgent(model, { timeoutMs: 7 }) }),
    tool: (model) => agentMethod({ name: 'agent', agent: scriptedAgent(model, { tools: [search(3)] }) }),
    'description of the tool': (model) =>
      agentMethod({ name: 'agent', agent: scriptedAgent(model, { tools: [search(4)] }) }),
    'settings of its own': (model) =>
      agentMethod({ name: 'agent', agent: scriptedAgent(model), settings: { corpus: 'small' } }),
  },
  turns: [goOn, giveAnswer(42)],
  answer: '42',
  silence: [goOn, goOn, ' '],
});

const sampled = { name: 'agent-sc', samples: 3 };

describeMethod('agentSelfConsistency', {
  make: (model) => agentSelfConsistency({ ...sampled, agent: scriptedAgent(model) }),
  variants: {
    samples: (model) => agentSelfConsistency({ ...sampled, agent: scriptedAgent(model), samples: 5 }),
    tokenBudget: (model) => agentSelfConsistency({ ...sampled, agent: scriptedAgent(model), tokenBudget: 500 }),
    rules: (model) => agentSelfConsistency({ ...sampled, agent: scriptedAgent(model), answers: qaAnswers }),
    agent: (model) => agentSelfConsistency({ ...sampled, agent: scriptedAgent(model, { maxSteps: 7 }) }),
  },
  turns: [giveAnswer(41), goOn, giveAnswer(42), giveAnswer('42.0')],
  answer: '42',
  silence: Array.from({ length: 9 }, (_, turn) => (turn % 3 === 2 ? ' ' : goOn)),
});
