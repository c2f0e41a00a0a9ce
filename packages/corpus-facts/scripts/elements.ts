import type { DictEntry } from './read-dict.ts';
import type { Passage } from './passage.ts';

/** A chemical element as The Elements database has it. */
export interface Element {
  name: string;
  symbol: string;
  number: number;
  passage: Passage;
}

/** The texts of later elements in the database are Wikipedia's, under another licence. */
const lastOwnText = 103;

/** The elements whose texts are in the public domain, in the order of their numbers. */
export function elements(entries: readonly DictEntry[]): Element[] {
  const found: Element[] = [];
  for (const { text } of entries) {
    const match = /^\s*(\S+)\s+Symbol: (\S+)\s+Atomic number: (\d+)\s+Atomic weight: (\S+)\s+([\s\S]+)$/.exec(text);
    if (match === null || Number(match[3]) > lastOwnText) continue;
    const [, name = '', symbol = '', number = '', weight = '', body = ''] = match;
    const said = body.replace(/[{}]/g, '').replace(/\s+/g, ' ').trim();
    found.push({
      name,
      symbol,
      number: Number(number),
      passage: {
        id: `elements/${number}`,
        title: name,
        text: `${name}: chemical element. Symbol: ${symbol}. Atomic number: ${number}. Atomic weight: ${weight}. ${said}`,
      },
    });
  }
  return found.toSorted((a, b) => a.number - b.number);
}
