import { holdsName } from './corpus.ts';
import type { FactQuestion } from './questions.ts';

/** The names between and at the end of the held-out questions of two steps. */
export function heldOutNames(questions: readonly FactQuestion[]): string[] {
  const names = questions
    .filter(({ split, lookups }) => split !== 'train' && lookups.length === 2)
    .flatMap(({ lookups }) => lookups.map(({ found }) => found))
    .filter((name) => !/\d/.test(name));
  return [...new Set(names)];
}

/** The first of the names that the text holds. */
export function leakedName(text: string, names: readonly string[]): string | undefined {
  return names.find((name) => text.includes(name) && holdsName(text, name));
}
