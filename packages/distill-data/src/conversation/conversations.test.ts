import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { agentPrompt, compactCotPrompt, type ChainsOfThought } from '@agentd/agent-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trajectory } from '../__fixtures__/trajectories.ts';
import { readConversations, writeConversations } from '../files/conversations.ts';
import { splitByQuestion } from '../split.ts';
import { chainOfThoughtConversations } from './from-chains-of-thought.ts';
import { trainingConversation } from './from-trajectory.ts';
import { parseConversation } from './training-conversation.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agentd-conversations-'));
});
afterAll(() => rm(folder, { recursive: true }));

const failing = { text: 'bad', observation: 'Observation: NameError', status: 'runtime-error' as const };

describe('a training conversation', () => {
  it('ends with the last action that is learnt', () => {
    const run = trajectory({ steps: [{ text: 'good', observation: 'Observation: 1' }, failing] });
    expect(trainingConversation(run).messages.map(({ content }) => content)).toEqual(['How much is 1 + 1?', 'good']);
    const all = trainingConversation(run, { learnFailedSteps: true });
    expect(all.messages.map(({ learn }) => learn)).toEqual([false, true, false, true]);
  });

  it('can be rendered with the prompts of the student', () => {
    const run = trajectory({ steps: [{ text: 'one', observation: 'Observation: 1' }, { text: 'two' }] });
    const student = agentPrompt({ demonstrations: false });
    const { messages, provenance } = trainingConversation(run, { prompt: student });
    expect(messages.slice(0, 2)).toEqual(
      student.opening('How much is 1 + 1?', []).map((message) => ({ ...message, learn: false })),
    );
    expect(messages[3]?.content).toBe(student.observation({ execution: undefined, commitErrors: [], limit: 1000 }));
    expect(provenance.prompt.name).toBe('agent-zero-shot');
  });

  it('does not learn answers that the prompt shows', () => {
    const run = trajectory({ steps: [{ text: 'mine' }] });
    run.prompt.messages.unshift({ role: 'user', content: 'Example?' }, { role: 'assistant', content: 'Shown.' });
    expect(trainingConversation(run).messages.map(({ learn }) => learn)).toEqual([false, false, false, true]);
  });

  it('is read back from a file, which is replaced as a whole', async () => {
    const path = join(folder, 'data.jsonl');
    const some = [trainingConversation(trajectory({ id: 'a' })), trainingConversation(trajectory({ id: 'b' }))];
    expect(await writeConversations(path, some)).toBe(2);
    expect(await Array.fromAsync(readConversations(path))).toEqual(some);
    const broken = function* () {
      yield* some;
      throw new Error('stop');
    };
    const before = await readFile(path, 'utf8');
    await expect(writeConversations(path, broken())).rejects.toThrow('stop');
    expect(await readFile(path, 'utf8')).toBe(before);
    expect(await readdir(folder)).toEqual(['data.jsonl']);
  });

  it.each([
    ['learns from a user', { role: 'user', content: 'a', learn: true }, 'only assistant messages are learnt'],
    [
      'has spans out of its text',
      { role: 'assistant', content: 'a', learn: [{ start: 0, end: 2 }] },
      'leaves the 1 characters',
    ],
  ])('that %s is refused', (_fault, message, reason) => {
    const conversation = { ...trainingConversation(trajectory()), messages: [message] };
    expect(() => parseConversation(JSON.stringify(conversation), 'x.jsonl:3')).toThrow(`x.jsonl:3`);
    expect(() => parseConversation(JSON.stringify(conversation))).toThrow(reason);
  });
});

describe('chains of thought', () => {
  const sample = (index: number, text: string, correct: boolean, finishReason: 'stop' | 'length' = 'stop') => ({
    index,
    text,
    finishReason,
    tokens: 3,
    score: { correct, score: correct ? 1 : 0, reason: '' },
  });
  const messages = compactCotPrompt.opening('How many?', [{ title: 'Numbers', text: 'Two.' }]);
  const chains: ChainsOfThought = {
    schemaVersion: 1,
    id: 'c',
    task: { id: 'q', question: 'How many?' },
    model: { id: 'teacher' },
    prompt: { name: 'compact-cot', version: '1', messages },
    parameters: { temperature: 1, maxTokens: 100 },
    seed: 0,
    samples: [sample(0, 'Right.', true), sample(1, 'Wrong.', false), sample(2, 'Cut', true, 'length')],
    versions: {},
    startedAt: '2026-01-02T03:04:05.678Z',
    usage: { promptTokens: 0, completionTokens: 0 },
    durationMs: 0,
  };

  it('are learnt where they are right, with the passages that were shown', () => {
    expect(chainOfThoughtConversations(chains, { withPassages: true })).toMatchObject([
      {
        id: 'c-0',
        kind: 'cot-rag',
        messages: [...messages.map((message) => ({ ...message, learn: false })), { content: 'Right.', learn: true }],
      },
    ]);
  });

  it('are all learnt where that is wanted, but those that were cut off', () => {
    const all = chainOfThoughtConversations(chains, { samples: 'all' });
    expect(all.map(({ id, kind }) => [id, kind])).toEqual([
      ['c-0', 'cot'],
      ['c-1', 'cot'],
    ]);
  });
});

describe('the split', () => {
  const conversations = Array.from({ length: 2000 }, (_, at) =>
    trainingConversation(trajectory({ id: String(at), questionId: `id-${at}`, question: `What is ${at % 1000}?` })),
  );

  it('is the same for the same seed, and another for another', () => {
    const parts = (seed: number) => conversations.map(splitByQuestion({ validation: 0.2, seed }));
    expect(parts(1)).toEqual(parts(1));
    expect(parts(1)).not.toEqual(parts(2));
    const share = parts(1).filter((part) => part === 'validation').length / 2000;
    expect(share).toBeGreaterThan(0.15);
    expect(share).toBeLessThan(0.25);
  });

  it('keeps questions that read the same together, whatever their ids', () => {
    const split = splitByQuestion({ validation: 0.5 });
    expect(conversations.slice(0, 1000).map(split)).toEqual(conversations.slice(1000).map(split));
  });

  it('refuses a share that leaves nothing to train on', () => {
    expect(() => splitByQuestion({ validation: 1 })).toThrow('share of validation questions is 1');
  });
});
