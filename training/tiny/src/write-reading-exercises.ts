import { writeFile } from 'node:fs/promises';
import { InvalidInputError } from '@agentd/agent-core';
import { readingExercise } from './facts/reading-exercise.ts';

const [, , path, count = '30000'] = process.argv;
if (path === undefined) throw new InvalidInputError('Give the file to write, and how many exercises.');
const lines = Array.from({ length: Number(count) }, (_, number) => JSON.stringify(readingExercise(number)));
await writeFile(path, `${lines.join('\n')}\n`);
