import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chatMessageSchema, InvalidInputError } from '@agentd/agent-core';
import { z } from 'zod';
import { inventedWord } from './invented-word.ts';
import { hash32, Random } from './problems/random.ts';
import { containers, items, people } from './problems/words.ts';
import type { TrainingExample } from './teacher/example.ts';

/** Chance that a thing or person of the conversation gets an invented name. */
const RENAMED = 0.7;

const exampleSchema = z.object({
  id: z.string(),
  messages: z.array(chatMessageSchema.and(z.object({ learn: z.boolean() }))),
});

/**
 * The conversation with most of its things and people called by invented words, the same everywhere: in the question,
 * the thoughts and the variable names. The program stays the same program. Without it, a model that has seen a hundred
 * nouns learns the hundred nouns, not to copy the one that is there.
 */
export function renameWords({ id, messages }: TrainingExample): TrainingExample {
  const random = new Random(hash32(`rename:${id}`));
  const text = messages.map(({ content }) => content).join('\n');
  const names = new Map<string, string>();
  for (const { one, many } of [...items, ...containers]) {
    if (one.includes(' ') || !(holds(text, many) || holds(text, one)) || !random.chance(RENAMED)) continue;
    const word = inventedWord(random, ['', 'n', 'r', 't', 'l']);
    names.set(many, `${word}s`).set(one, word);
  }
  for (const person of people) {
    if (!holds(text, person) || !random.chance(RENAMED)) continue;
    const word = inventedWord(random, ['', 'n', 's', 'l']);
    names.set(person, word[0]?.toUpperCase() + word.slice(1)).set(person.toLowerCase(), word);
  }
  if (names.size === 0) return { id, messages };
  const pattern = new RegExp(`(?<![A-Za-z])(?:${[...names.keys()].join('|')})(?![A-Za-z])`, 'g');
  return {
    id: `${id}-renamed`,
    messages: messages.map((message) => ({
      ...message,
      content: message.content.replace(pattern, (word) => names.get(word) ?? word),
    })),
  };
}

const holds = (text: string, word: string): boolean => new RegExp(`(?<![A-Za-z])${word}(?![A-Za-z])`).test(text);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , from, to] = process.argv;
  if (from === undefined || to === undefined)
    throw new InvalidInputError('Give the examples to read and the file to write.');
  const output = createWriteStream(to);
  for await (const line of createInterface({ input: createReadStream(from), crlfDelay: Infinity })) {
    output.write(`${JSON.stringify(renameWords(exampleSchema.parse(JSON.parse(line))))}\n`);
  }
  await new Promise((resolve) => output.end(resolve));
}
