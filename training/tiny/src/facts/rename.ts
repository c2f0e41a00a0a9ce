import { Random } from '../problems/random.ts';
import { firstHops } from './first-hops.ts';
import { inventedName } from './invented-name.ts';
import type { FactExample } from './example.ts';
import { lastHops } from './last-hops.ts';

/** Chance that a word of a name, or a number, is replaced. */
const RENAMED = 0.85;
/** Chance that the new word is invented; otherwise it is a word of another name. */
const INVENTED = 0.5;

/** Words of questions and searches, which stay. */
const kept = new Set(
  [
    ...firstHops.flatMap(({ descriptions, queries, leadsTo }) => [...descriptions, ...queries, leadsTo]),
    ...lastHops.flatMap(({ frames, queries, goal }) => [...frames, ...queries, goal]),
    'a an of in on at to for by de la el the and or The',
    'Observation Thought Code First Now That It Part',
    'web search print final answer py unknown',
    'city river mountain peak lake island town port state country',
  ].flatMap((text) => text.match(/[\p{L}]+/gu) ?? []),
);

/**
 * The conversation with the words of its names, and its numbers, replaced by others, the same everywhere: in question,
 * searches, passages, thoughts and answer. Without it, a model of this size learns which country has which capital; with
 * it, only reading helps.
 * @param names words of other names, to take in place of these
 */
export function renameFacts(example: FactExample, seed: number, names: readonly string[]): FactExample {
  const random = new Random(seed);
  const words = new Map<string, string>();
  const titles = example.messages.flatMap(({ content }) =>
    [...content.matchAll(/^(?:Observation: )?\[\d\] (.*)$/gmu)].map(([, title = '']) => title),
  );
  for (const word of [example.subject, ...example.found, ...titles].flatMap(
    (name) => name.match(/\p{L}{2,}/gu) ?? [],
  )) {
    if (words.has(word) || kept.has(word) || !random.chance(RENAMED)) continue;
    const other = random.chance(INVENTED) ? inventedName(random) : random.pick(names);
    const isUpper = word[0] !== word[0]?.toLowerCase();
    words.set(word, isUpper ? (other[0] ?? '').toUpperCase() + other.slice(1) : other.toLowerCase());
  }
  const numbers = new Map<string, string>();
  const replace = (text: string): string =>
    text.replaceAll(/\p{L}+|\d[\d,]+\d/gu, (part) => {
      if (!/\d/.test(part)) return words.get(part) ?? part;
      const number = numbers.get(part) ?? (random.chance(RENAMED) ? otherNumber(part, random) : part);
      numbers.set(part, number);
      return number;
    });
  const swapped = random.chance(0.5);
  return {
    id: `${example.id}-${seed}`,
    subject: replace(example.subject),
    found: example.found.map(replace),
    messages: example.messages.map(({ role, content, learn }) => ({
      role,
      learn,
      content: replace(swapped && role === 'user' ? swapPassages(content) : content),
    })),
  };
}

/** The same number of digits. */
function otherNumber(number: string, random: Random): string {
  const isYear = /^[12]\d{3}$/.test(number);
  return number.replaceAll(/\d/g, (digit, at: number) => {
    if (at === 0) return isYear ? digit : String(random.int(1, 9));
    return String(random.int(isYear && at === 1 ? 4 : 0, 9));
  });
}

/** The second of two passages first. */
function swapPassages(observation: string): string {
  const match = /^Observation: \[1\] ([^]*)\n\n\[2\] ([^]*)$/.exec(observation);
  return match === null ? observation : `Observation: [1] ${match[2]}\n\n[2] ${match[1]}`;
}
