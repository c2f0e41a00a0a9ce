import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { InvalidInputError } from '@agentd/agent-core';
import { pyodideExecutor } from '@agentd/sandbox/pyodide';
import { z } from 'zod';
import { chooseQuestions } from './facts/choose.ts';
import { readFacts } from './facts/corpus.ts';
import { heldOutNames, leakedName } from './facts/leaks.ts';
import { factQuestions } from './facts/questions.ts';
import { factsIndex, factsSearch } from './facts/search.ts';
import { ReusedExecutor } from './reused-executor.ts';
import { isFactRight, teachFact, toFactExample } from './facts/teach.ts';

const optionsSchema = z.object({
  /** `test` only tells how many of its questions the search can answer; nothing of it is trained on. */
  split: z.enum(['train', 'development', 'test']).default('train'),
  /** How many questions of two steps; a third as many of one step come with them. */
  count: z.coerce.number().int().positive().default(6000),
  /** Where the index of the corpus is kept. */
  index: z.string().min(1).default('build/facts-index'),
  /** Conversations to train on, JSONL. */
  out: z.string().min(1),
});

const names = ['split', 'count', 'index', 'out'] as const;
const parsed = optionsSchema.safeParse(
  parseArgs({ options: Object.fromEntries(names.map((name) => [name, { type: 'string' } as const])) }).values,
);
if (!parsed.success) throw new InvalidInputError(`Bad arguments: ${z.prettifyError(parsed.error)}`);
const { split, count, index: indexPath, out } = parsed.data;

const all = factQuestions(await readFacts());
const heldOut = heldOutNames(all);
const questions = [
  ...chooseQuestions(all, { split, steps: 2, count }),
  ...chooseQuestions(all, { split, steps: 1, count: Math.ceil(count / 3) }),
];
const index = await factsIndex(indexPath);
const executor = new ReusedExecutor(pyodideExecutor());
// Under its name once it is whole.
const output = createWriteStream(`${out}.part`);
const left = { wrong: 0, leaks: 0 };
let kept = 0;
try {
  const search = factsSearch(index);
  for (const question of questions) {
    const trajectory = await teachFact(question, executor, search);
    const example = toFactExample(trajectory, question);
    if (!isFactRight(trajectory, question)) left.wrong += 1;
    else if (split === 'train' && leakedName(example.messages.map(({ content }) => content).join('\n'), heldOut)) {
      left.leaks += 1;
    } else {
      kept += 1;
      output.write(`${JSON.stringify(example)}\n`);
    }
    if (kept % 200 === 0 && kept > 0) console.error(`${kept} of ${questions.length}`);
  }
} finally {
  await executor.close();
  await index.close();
  await new Promise((resolve) => output.end(resolve));
}
await rename(`${out}.part`, out);
console.log(`${kept} kept; left out: ${left.wrong} not answered, ${left.leaks} that hold a held-out name`);
