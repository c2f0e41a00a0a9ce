import { readFileSync, statSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { factsCorpusPath } from '../src/index.ts';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { elements } from '../scripts/elements.ts';

const filled = z.string().min(1);
const passageSchema = z.strictObject({ id: filled, title: filled, text: filled });
const relationSchema = z.strictObject({ relation: filled, subject: filled, object: filled, passage: filled });

function rows<T>(path: string | URL, schema: z.ZodType<T>): T[] {
  const lines = gunzipSync(readFileSync(path)).toString('utf8').trimEnd().split('\n');
  return lines.map((line) => schema.parse(JSON.parse(line)));
}

const passages = rows(factsCorpusPath, passageSchema);
const relations = rows(new URL('../relations.jsonl.gz', import.meta.url), relationSchema);

test('holds a few thousand passages in less than a megabyte', () => {
  expect(passages.length).toBeGreaterThan(3000);
  expect(statSync(factsCorpusPath).size).toBeLessThan(2 ** 20);
  expect(new Set(passages.map(({ id }) => id)).size).toBe(passages.length);
  for (const { id, title, text } of passages) {
    expect(id).toMatch(/^(wordnet\/\d{8}|elements\/\d+)$/);
    expect(title).not.toBe('');
    expect(text.split(' ').length).toBeGreaterThan(3);
  }
});

test('says in its passages all that the relations say', () => {
  const texts = new Map(passages.map(({ id, text }) => [id, text]));
  // The full name of a discoverer stands in the passage about the person.
  const unsaid = relations.filter(({ relation, subject, object, passage }) => {
    const text = texts.get(passage) ?? '';
    return relation !== 'discoverer' && !(text.includes(subject) && text.includes(object));
  });
  expect(unsaid).toEqual([]);
});

test.each([
  ['capital of', 'Oslo', 'Norway'],
  ['currency of', 'baht', 'Thailand'],
  ['continent', 'Ghana', 'Africa'],
  ['independence year', 'Angola', '1975'],
  ['state capital of', 'Columbus', 'Ohio'],
  ['lies in state', 'Akron', 'Ohio'],
  ['nickname', 'Buckeye State', 'Ohio'],
  ['symbol', 'sodium', 'Na'],
  ['discoverer', 'sodium', 'Humphrey Davy'],
  ['birth year', 'Humphrey Davy', '1778'],
  ['birth country', 'Rudolf Diesel', 'France'],
])('knows the %s %s: %s', (relation, subject, object) => {
  expect(relations.filter((row) => row.relation === relation && row.subject === subject)).toEqual([
    expect.objectContaining({ object }),
  ]);
});

test('takes only the elements whose texts are in the public domain', () => {
  const entry = (number: number) => ({
    headword: 'x',
    text: `examplium\nSymbol: Ex\nAtomic number: ${number}\nAtomic weight: 1.5\nSoft metal. Same as\n{other}.\n`,
  });
  const [only, ...others] = elements([entry(104), { headword: 'y', text: 'about this file' }, entry(103)]);
  expect(others).toEqual([]);
  expect(only?.passage).toEqual({
    id: 'elements/103',
    title: 'examplium',
    text: 'examplium: chemical element. Symbol: Ex. Atomic number: 103. Atomic weight: 1.5. Soft metal. Same as other.',
  });
});
