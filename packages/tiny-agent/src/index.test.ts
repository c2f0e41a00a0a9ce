import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tinyAgentPath, tinyAgentProblems, tinyAgentQuestions } from './index.ts';

test('the folder holds what a loader asks for, in at most 8 MB', async () => {
  const files = [
    'config.json',
    'generation_config.json',
    'tokenizer.json',
    'tokenizer_config.json',
    'onnx/model_quantized.onnx',
  ];
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(tinyAgentPath, file))).size));
  expect(Math.min(...sizes)).toBeGreaterThan(0);
  expect(sizes.reduce((total, size) => total + size, 0)).toBeLessThan(8e6);
});

test('there are 200 different problems with whole answers', async () => {
  const problems = await tinyAgentProblems();
  expect(problems).toHaveLength(200);
  expect(new Set(problems.map(({ question }) => question)).size).toBe(200);
  expect(new Set(problems.map(({ id }) => id)).size).toBe(200);
});

test('there are 200 different questions over two passages', async () => {
  const questions = await tinyAgentQuestions();
  expect(new Set(questions.map(({ question }) => question)).size).toBe(200);
  expect(questions.filter(({ question, answer }) => question.includes(answer))).toEqual([]);
});

test('a line of another form is named', async () => {
  const path = join(tinyAgentPath, 'config.json');
  await expect(tinyAgentQuestions(path)).rejects.toMatchObject({
    code: 'tiny-agent/bad-file',
    message: expect.stringContaining(`${path}:1 `),
  });
});
