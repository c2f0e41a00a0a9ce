import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { generateProblem, type Problem } from './problems/generate.ts';
import { hash32 } from './problems/random.ts';
import type { Split } from './problems/story.ts';

/** How many held-out problems are committed. */
export const PROBLEMS = 200;

/** The held-out problems: the first of the test split, in the order of a hash, so that nobody chose which come first. */
export function heldOutProblems(split: Split = 'test'): Problem[] {
  return Array.from({ length: PROBLEMS }, (_, number) => generateProblem(split, number)).sort(
    (a, b) => hash32(`order:${a.question}`) - hash32(`order:${b.question}`),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , path = 'problems.jsonl', split] = process.argv;
  const lines = heldOutProblems(split === 'development' ? split : 'test').map(({ id, template, question, answer }) =>
    JSON.stringify({ id, template, question, answer }),
  );
  await writeFile(path, `${lines.join('\n')}\n`);
}
