import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { InvalidInputError } from '@agentd/agent-core';
import type { TinyAgentQuestion } from '@agentd/tiny-agent';
import { chooseQuestions } from './facts/choose.ts';
import { readFacts } from './facts/corpus.ts';
import { factQuestions, type FactQuestion } from './facts/questions.ts';
import { hash32 } from './problems/random.ts';
import type { Split } from './problems/story.ts';

/** How many held-out questions are committed. */
export const QUESTIONS = 200;

/** Held-out questions of two steps, in the order of a hash. */
export function heldOutQuestions(all: readonly FactQuestion[], split: Split = 'test'): TinyAgentQuestion[] {
  return chooseQuestions(all, { split, steps: 2, count: QUESTIONS })
    .sort((a, b) => hash32(`order:${a.question}`) - hash32(`order:${b.question}`))
    .map(({ id, template, question, answer, aliases, lookups }) => ({
      id,
      template,
      question,
      answer,
      aliases,
      middle: lookups[0]?.found ?? '',
    }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , path, split] = process.argv;
  if (path === undefined) throw new InvalidInputError('Give the file to write, and "development" for that split.');
  const questions = heldOutQuestions(factQuestions(await readFacts()), split === 'development' ? split : 'test');
  await writeFile(path, `${questions.map((question) => JSON.stringify(question)).join('\n')}\n`);
}
