import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAction, type Trajectory } from '@agentd/agent-core';
import type { PassageIndex } from '@agentd/retriever';
import { pyodideExecutor } from '@agentd/sandbox/pyodide';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ReusedExecutor } from '../reused-executor.ts';
import { chooseQuestions } from './choose.ts';
import { readFacts } from './corpus.ts';
import { factQuestions, type FactQuestion } from './questions.ts';
import { renameFacts } from './rename.ts';
import { factsIndex, factsSearch } from './search.ts';
import { isFactRight, teachFact, toFactExample } from './teach.ts';

const executor = new ReusedExecutor(pyodideExecutor());
let folder = '';
let index: PassageIndex | undefined;
let runs: { question: FactQuestion; trajectory: Trajectory }[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tiny-facts-'));
  index = await factsIndex(join(folder, 'index'));
  const questions = factQuestions(await readFacts());
  const search = factsSearch(index);
  for (const [steps, count] of [
    [2, 16],
    [1, 4],
  ] as const) {
    for (const question of chooseQuestions(questions, { split: 'train', steps, count })) {
      runs.push({ question, trajectory: await teachFact(question, executor, search) });
    }
  }
}, 120_000);
afterAll(async () => {
  await executor.close();
  await index?.close();
  await rm(folder, { recursive: true, force: true });
});

test('the teacher answers nearly every question through the real search and sandbox', () => {
  const right = runs.filter(({ trajectory, question }) => isFactRight(trajectory, question));
  expect(right.length).toBeGreaterThanOrEqual(runs.length * 0.85);
  runs = right;
});

test('the name in the middle is written only after a search has shown it', () => {
  for (const { question, trajectory } of runs) {
    const [first] = question.lookups;
    if (question.lookups.length < 2 || first === undefined) continue;
    const at = trajectory.steps.findIndex(({ text }) => text.includes(first.found));
    expect(at).toBeGreaterThan(0);
    expect(trajectory.steps.slice(0, at).some(({ observation }) => observation.includes(first.found))).toBe(true);
  }
});

test('searches that found nothing are not learnt, and another one follows', () => {
  const missed = runs.filter(({ question, trajectory }) => trajectory.steps.length > question.lookups.length + 1);
  expect(missed.length).toBeGreaterThan(0);
  for (const { question, trajectory } of runs) {
    const actions = toFactExample(trajectory, question).messages.filter(({ role }) => role === 'assistant');
    expect(actions.filter(({ learn }) => learn)).toHaveLength(question.lookups.length + 1);
    expect(actions.at(-1)?.learn).toBe(true);
  }
});

test('other names are the same everywhere in a conversation, so that the answer is still read in it', () => {
  for (const { question, trajectory } of runs) {
    const example = toFactExample(trajectory, question);
    const renamed = renameFacts(example, 7, ['Quilmar', 'Oster']);
    const [opening, ...rest] = renamed.messages;
    expect(opening?.content).toContain(renamed.subject);
    expect(renamed.messages.map(({ learn }) => learn)).toEqual(example.messages.map(({ learn }) => learn));
    const seen = rest.filter(({ role }) => role === 'user').map(({ content }) => content);
    for (const found of renamed.found) expect(seen.some((content) => content.includes(found))).toBe(true);
    const last = parseAction(renamed.messages.at(-1)?.content ?? '').code;
    expect(last).toBe(`final_answer(${JSON.stringify(renamed.found.at(-1))})`);
  }
  const changed = runs.map(({ question, trajectory }) =>
    renameFacts(toFactExample(trajectory, question), 7, ['Quilmar']),
  );
  expect(changed.filter(({ subject }, number) => subject !== runs[number]?.question.subject).length).toBeGreaterThan(
    runs.length / 2,
  );
});
