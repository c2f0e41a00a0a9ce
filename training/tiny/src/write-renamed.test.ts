import { parseAction } from '@agentd/agent-core';
import { pyodideExecutor } from '@agentd/sandbox/pyodide';
import { afterAll, expect, test } from 'vitest';
import { generateProblem } from './problems/generate.ts';
import { ReusedExecutor } from './reused-executor.ts';
import { teach } from './sample.ts';
import { toTrainingExample } from './teacher/example.ts';
import { renameWords } from './write-renamed.ts';

const executor = new ReusedExecutor(pyodideExecutor());
afterAll(() => executor.close());

test('a conversation with invented words still runs, and gives the same answer', async () => {
  let renamed = 0;
  for (let number = 0; number < 20; number += 1) {
    const problem = generateProblem('train', number);
    const example = toTrainingExample(await teach(problem, executor));
    const other = renameWords(example);
    if (other.messages[0]?.content !== problem.question) renamed += 1;
    expect(other.messages.map(({ role, learn }) => [role, learn])).toEqual(
      example.messages.map(({ role, learn }) => [role, learn]),
    );
    const session = await executor.open();
    let answer: string | undefined;
    for (const { content } of other.messages.filter(({ learn }) => learn)) {
      const result = await session.run(parseAction(content).code);
      expect([result.status, content]).toEqual(['ok', content]);
      answer = result.finalAnswer?.text;
    }
    await session.close();
    expect(answer).toBe(problem.answer);
  }
  expect(renamed).toBeGreaterThan(10);
}, 60_000);
