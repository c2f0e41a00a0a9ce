import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const passage = z.object({ title: z.string().default(''), text: z.string() });
const fileSchema = z.union([
  z.array(z.string()),
  z.array(passage).transform((passages) => passages.map(({ title, text }) => `${title}\n${text}`)),
  // Titles with their sentences, as HotpotQA has them.
  z
    .record(z.string(), z.array(z.string()))
    .transform((articles) => Object.entries(articles).map(([title, text]) => `${title}\n${text.join('')}`)),
]);
/** Longer texts are cut differently by transformers.js, which drops the token that ends a text. */
const LONGEST_WORDS = 300;

/** Texts of a JSON file: strings, passages `{title, text}`, or titles with sentences; spread over the file. */
export async function readTexts(file: string, count: number): Promise<string[]> {
  const all = fileSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  const chosen = Array.from({ length: Math.min(count, all.length) }, (_, at) => {
    return all[Math.floor((at * all.length) / Math.min(count, all.length))] ?? '';
  });
  return chosen.map((text) => text.split(' ').slice(0, LONGEST_WORDS).join(' '));
}

const words = (
  'the of and in to was a is for as on by with he that at from his it an were are which this also be has or had its ' +
  'first one new after who their not but have university american city born film national school state county album ' +
  'river population season league government company district released world international member church published ' +
  'Edinburgh biochemistry parliamentary 1847 1960 bimonthly thermodynamics photographer Mississippi 23.5 archipelago'
).split(' ');

/**
 * Made-up passages whose lengths are spread as those of paragraphs of Wikipedia are: half of them between 45 and 110
 * words, some of a line, some of 300 words. The same ones each time.
 */
export function madeUpTexts(count: number): string[] {
  const random = generator(7);
  return Array.from({ length: count }, () => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const length = Math.min(LONGEST_WORDS, Math.max(5, Math.round(70 * Math.exp(0.65 * normal))));
    return Array.from({ length }, () => words[Math.floor(random() ** 2 * words.length)]).join(' ');
  });
}

/** Mulberry32. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
