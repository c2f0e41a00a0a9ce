import type { SourcePassage } from '../../passage-source.ts';
import type { Document } from './document.ts';

/** Characters a word has at most on average, so that text without spaces is split too. */
const charactersPerWord = 20;

/** Splits a document as DPR did Wikipedia: `words` words a passage, the last one of a section shorter. */
export function splitPassages(document: Document, idBase: string, words: number): SourcePassage[] {
  const passages: SourcePassage[] = [];
  for (const section of document.sections) {
    const title = [document.title, ...section.headings].join(' › ');
    for (const text of windows(section.text, words))
      passages.push({ id: `${idBase}#${passages.length + 1}`, title, text });
  }
  return passages;
}

function windows(text: string, words: number): string[] {
  const longest = words * charactersPerWord;
  const found: string[] = [];
  let taken: string[] = [];
  let length = 0;
  for (const word of text.split(/\s+/).flatMap((part) => pieces(part, longest))) {
    if (taken.length === words || (taken.length > 0 && length + word.length > longest)) {
      found.push(taken.join(' '));
      taken = [];
      length = 0;
    }
    taken.push(word);
    length += word.length + 1;
  }
  if (taken.length > 0) found.push(taken.join(' '));
  return found;
}

/** A word, cut where it is longer than a passage may be, never inside a character. */
function pieces(word: string, longest: number): string[] {
  if (word === '') return [];
  if (word.length <= longest) return [word];
  const cut: string[] = [];
  let piece = '';
  for (const character of word) {
    if (piece.length + character.length > longest) {
      cut.push(piece);
      piece = '';
    }
    piece += character;
  }
  return [...cut, piece];
}
