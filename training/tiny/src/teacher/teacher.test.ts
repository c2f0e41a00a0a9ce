import type { Trajectory } from '@agentd/agent-core';
import { pyodideExecutor } from '@agentd/sandbox/pyodide';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { generateProblem } from '../problems/generate.ts';
import { ReusedExecutor } from '../reused-executor.ts';
import { isRight, teach } from '../sample.ts';
import { toTrainingExample } from './example.ts';

const problems = Array.from({ length: 36 }, (_, number) => generateProblem(number < 24 ? 'train' : 'test', number));
const executor = new ReusedExecutor(pyodideExecutor());
const runs: Trajectory[] = [];

beforeAll(async () => {
  for (const problem of problems) runs.push(await teach(problem, executor));
}, 120_000);
afterAll(() => executor.close());

test('the teacher solves every problem in the real loop and sandbox: Python agrees with the generator', () => {
  const wrong = problems.filter((problem, index) => {
    const run = runs[index];
    return run === undefined || !isRight(run, problem.answer);
  });
  expect(wrong.map(({ id, template }) => `${id} ${template}`)).toEqual([]);
});

test('some first attempts fail, and the next turn puts them right', () => {
  const recovered = runs.filter(({ steps }) => steps.length === 3);
  expect(recovered.length).toBeGreaterThan(0);
  for (const { steps } of recovered) {
    expect(steps[0]?.candidates[0]?.status).not.toBe('ok');
    expect(steps[0]?.observation).toMatch(/^Observation: \w*Error: /);
  }
});

test('learnt are the actions that worked, and nothing else', () => {
  for (const run of runs) {
    const { messages } = toTrainingExample(run);
    const actions = messages.filter(({ role }) => role === 'assistant');
    expect(actions.map(({ learn }) => learn)).toEqual(
      run.steps.map(({ candidates }) => candidates[0]?.status === 'ok'),
    );
    expect(messages.filter(({ role, learn }) => role !== 'assistant' && learn)).toEqual([]);
  }
});

test('a run begins with an empty namespace although the interpreter is used again', async () => {
  const first = await executor.open();
  await first.run('apples = 1\nprint = None');
  await first.close();
  const second = await executor.open();
  const { status, error } = await second.run('print(apples)');
  await second.close();
  expect([status, error?.type]).toEqual(['runtime-error', 'NameError']);
});
