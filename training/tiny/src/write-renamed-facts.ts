import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { InvalidInputError } from '@agentd/agent-core';
import { factExampleSchema } from './facts/example.ts';
import { readFacts } from './facts/corpus.ts';
import { heldOutNames } from './facts/leaks.ts';
import { factQuestions } from './facts/questions.ts';
import { renameFacts } from './facts/rename.ts';
import { hash32 } from './problems/random.ts';

/** Copies of each conversation with other names in it. */
const [, , from, to, copies = '4'] = process.argv;
if (from === undefined || to === undefined) {
  throw new InvalidInputError('Give the examples to read, the file to write and how many copies of each.');
}

const facts = await readFacts();
const words = (text: string): string[] => text.match(/\p{L}{3,}/gu) ?? [];
const heldOut = new Set(heldOutNames(factQuestions(facts)).flatMap(words));
const titles = [...facts.passages.values()].flatMap(({ title }) => words(title));
const names = [...new Set(titles)].filter((word) => !heldOut.has(word));
const output = createWriteStream(to);
for await (const line of createInterface({ input: createReadStream(from), crlfDelay: Infinity })) {
  const example = factExampleSchema.parse(JSON.parse(line));
  for (let copy = 0; copy < Number(copies); copy += 1) {
    output.write(`${JSON.stringify(renameFacts(example, hash32(`${example.id}:${copy}`), names))}\n`);
  }
}
await new Promise((resolve) => output.end(resolve));
