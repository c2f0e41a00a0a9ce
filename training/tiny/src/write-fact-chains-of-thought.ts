import { writeFile } from 'node:fs/promises';
import { InvalidInputError } from '@agentd/agent-core';
import { chooseQuestions } from './facts/choose.ts';
import { readFacts } from './facts/corpus.ts';
import { heldOutNames, leakedName } from './facts/leaks.ts';
import { factQuestions } from './facts/questions.ts';
import { factsIndex } from './facts/search.ts';
import { factChainOfThought } from './facts/write-chain-of-thought.ts';

/** Chains of thought over passages for training questions of two steps; those that hold a held-out name are left out. */
const [, , path, indexPath = 'build/facts-index', count = '2000'] = process.argv;
if (path === undefined) {
  throw new InvalidInputError('Give the file to write, the folder of the index, and how many chains of thought.');
}
const facts = await readFacts();
const all = factQuestions(facts);
const heldOut = heldOutNames(all);
const index = await factsIndex(indexPath);
const lines: string[] = [];
try {
  for (const question of chooseQuestions(all, { split: 'train', steps: 2, count: Number(count) })) {
    const example = await factChainOfThought(question, facts, index);
    if (leakedName(example.messages.map(({ content }) => content).join('\n'), heldOut) !== undefined) continue;
    lines.push(JSON.stringify(example));
  }
} finally {
  await index.close();
}
await writeFile(path, `${lines.join('\n')}\n`);
