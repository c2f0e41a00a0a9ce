import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { inventedWord } from './invented-word.ts';
import { Random } from './problems/random.ts';
import { isHeldOutNumber } from './problems/story.ts';
import { items } from './problems/words.ts';
import type { TrainingExample } from './teacher/example.ts';

/** Chances of 1, 2, 3, … digits. */
const DIGITS = [1, 2, 3, 3, 3, 3, 2, 1, 1];

/**
 * `first`: up to three things, copied in their order. `second`: up to six, some of them, in any order, with names that
 * no dictionary has.
 */
export type ExerciseLevel = 'first' | 'second';

/**
 * A copying exercise: numbers and names in a question, and the same as assignments.
 *
 * Trajectories teach copying too, but spread so thinly that a model of this size does not find it in hours; the first
 * exercises teach it in minutes, and what is learnt there carries over.
 */
export function copyingExercise(number: number, level: ExerciseLevel): TrainingExample {
  const random = new Random(number * 3 + (level === 'first' ? 13 : 11));
  const count = level === 'first' ? random.int(1, 3) : random.int(2, 6);
  const words = new Set<string>();
  while (words.size < count) {
    words.add(
      level === 'first' || random.chance(0.5)
        ? random.pick(items).many
        : inventedWord(random, ['s', 'ns', 'rs', 'ts', 'les']),
    );
  }
  const things = [...words].map((word) => ({ word, value: drawNumber(random) }));
  const copied = level === 'first' ? things : random.sample(things, random.int(2, count));
  return {
    id: `exercise-${level}-${number}`,
    messages: [
      { role: 'user', content: things.map((thing) => statement(thing, level, random)).join(' '), learn: false },
      {
        role: 'assistant',
        content: copied.map(({ word, value }) => `${word.replaceAll(' ', '_')} = ${value}`).join('\n'),
        learn: true,
      },
    ],
  };
}

function statement({ word, value }: { word: string; value: number }, level: ExerciseLevel, random: Random): string {
  const plain = `There are ${value} ${word}.`;
  if (level === 'first') return plain;
  return random.pick([
    plain,
    `${value} ${word} are here.`,
    `Of the ${word} we have ${value}.`,
    `The ${word} cost ${value} dollars.`,
  ]);
}

function drawNumber(random: Random): number {
  for (;;) {
    const first = 10 ** random.weighted(DIGITS);
    const value = random.int(first, first * 10 - 1);
    if (!isHeldOutNumber(BigInt(value))) return value;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , path = 'exercises.jsonl', count = '60000', level] = process.argv;
  const lines = Array.from({ length: Number(count) }, (_, number) =>
    JSON.stringify(copyingExercise(number, level === 'second' ? 'second' : 'first')),
  );
  await writeFile(path, `${lines.join('\n')}\n`);
}
