import { writeFile } from 'node:fs/promises';
import { InvalidInputError } from '@agentd/agent-core';
import { generateProblem } from './problems/generate.ts';
import { chainOfThoughtExample } from './teacher/write-chain-of-thought.ts';
import { renameWords } from './write-renamed.ts';

/** Chains of thought for the first training problems; every second one with invented names. */
const [, , path, count = '8000'] = process.argv;
if (path === undefined) throw new InvalidInputError('Give the file to write, and how many chains of thought.');
const lines = Array.from({ length: Number(count) }, (_, number) => {
  const example = chainOfThoughtExample(generateProblem('train', number));
  return JSON.stringify(number % 2 === 0 ? example : renameWords(example));
});
await writeFile(path, `${lines.join('\n')}\n`);
