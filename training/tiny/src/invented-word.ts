import type { Random } from './problems/random.ts';

const consonants = [...'bcdfghjklmnprstvwz'];
const vowels = [...'aeiou'];

/** One to three syllables and an ending: a word that no dictionary has, to be copied letter by letter. */
export function inventedWord(random: Random, endings: readonly string[]): string {
  const syllables = Array.from({ length: random.int(1, 3) }, () => random.pick(consonants) + random.pick(vowels));
  return `${syllables.join('')}${random.pick(endings)}`;
}
