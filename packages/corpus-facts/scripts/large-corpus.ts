import { join } from 'node:path';
import { inHundreds, type Passage } from './passage.ts';
import { readDict } from './read-dict.ts';
import { readWordnet } from './read-wordnet.ts';

/** Every entry of WordNet, GCIDE, FOLDOC and The Elements, in pieces of 100 words. */
export function* largeCorpus(wordnet: string, dictionaries: string): Generator<Passage> {
  for (const part of ['noun', 'verb', 'adj', 'adv'] as const) {
    for (const { id, words, gloss } of readWordnet(wordnet, part).values()) {
      yield* inHundreds(`wordnet/${part}/${id}`, words[0] ?? id, `${words.join(', ')}: ${gloss}`);
    }
  }
  for (const name of ['elements', 'foldoc', 'gcide']) {
    let number = 0;
    for (const { headword, text } of readDict(join(dictionaries, name))) {
      number++;
      yield* inHundreds(`${name}/${number}`, headword, text.replace(/[{}]/g, ''));
    }
  }
}
