import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A set of synonyms of WordNet. */
export interface Synset {
  id: string;
  words: string[];
  gloss: string;
  /** What it is an instance of, as ids. */
  instanceOf: string[];
  /** What it is a kind of, as ids. */
  kindOf: string[];
  /** What it is a part of, as ids. */
  partOf: string[];
  /** 15 locations, 17 natural objects, 18 persons, … (lexnames of WordNet). */
  lexicalFile: number;
}

/** The synsets of one part of speech, by id; the form of the file is in wndb(5WN). */
export function readWordnet(folder: string, part: 'noun' | 'verb' | 'adj' | 'adv'): Map<string, Synset> {
  const synsets = new Map<string, Synset>();
  for (const line of readFileSync(join(folder, `data.${part}`), 'latin1').split('\n')) {
    // The licence stands in front, indented.
    if (line === '' || line.startsWith('  ')) continue;
    const synset = parse(line);
    synsets.set(synset.id, synset);
  }
  return synsets;
}

function parse(line: string): Synset {
  const end = line.indexOf(' | ');
  const fields = line.slice(0, end).split(' ');
  const count = Number.parseInt(fields[3] ?? '0', 16);
  const words = Array.from({ length: count }, (_, index) =>
    (fields[4 + 2 * index] ?? '').replaceAll('_', ' ').replace(/\((?:a|p|ip)\)$/, ''),
  );
  const pointers = fields.slice(5 + 2 * count);
  const targets = (sign: string): string[] => {
    const found: string[] = [];
    for (let at = 0; at + 3 < pointers.length; at += 4) {
      if (pointers[at] === sign && pointers[at + 2] === 'n') found.push(pointers[at + 1] ?? '');
    }
    return found;
  };
  return {
    id: fields[0] ?? '',
    words,
    gloss: line.slice(end + 3).trim(),
    instanceOf: targets('@i'),
    kindOf: targets('@'),
    partOf: targets('#p'),
    lexicalFile: Number(fields[1]),
  };
}
