import { InvalidInputError } from './errors.ts';

/**
 * Text cut in the middle: its head and tail with a line between them that says how many characters are missing.
 * Text within the limit comes back as it is. The result is never longer than the limit, except where the limit is
 * too small for the note: then it is the note alone.
 * @param limitCharacters UTF-16 code units, as `string.length` counts; a surrogate pair is never split
 * @param note what the line says; given the number of characters left out
 * @throws InvalidInputError when the limit is negative, or not a whole number or Infinity
 */
export function truncateMiddle(
  text: string,
  limitCharacters: number,
  note: (leftOut: number) => string = defaultNote,
): string {
  if (limitCharacters < 0 || (limitCharacters !== Infinity && !Number.isInteger(limitCharacters))) {
    throw new InvalidInputError(
      `The limit of characters is ${limitCharacters}; give a whole number of 0 or more, or Infinity for none.`,
    );
  }
  if (text.length <= limitCharacters) return text;
  // The note is longest when all is left out.
  const room = limitCharacters - note(text.length).length - 2;
  if (room <= 0) return note(text.length);
  const head = headOf(text, Math.ceil(room / 2));
  const tail = tailOf(text, Math.floor(room / 2));
  return `${head}\n${note(text.length - head.length - tail.length)}\n${tail}`;
}

/**
 * Text cut at its end, where there is one at the end of a word, with `…` behind it.
 * @param limitCharacters UTF-16 code units of the text that stay; Infinity for all
 */
export function truncateEnd(text: string, limitCharacters: number): string {
  if (text.length <= limitCharacters) return text;
  const start = text.slice(0, limitCharacters);
  const space = start.lastIndexOf(' ');
  return `${space > limitCharacters * 0.8 ? start.slice(0, space) : headOf(text, limitCharacters)} …`;
}

function defaultNote(leftOut: number): string {
  return `[... ${leftOut} characters left out ...]`;
}

function headOf(text: string, length: number): string {
  return text.slice(0, isHighSurrogate(text.charCodeAt(length - 1)) ? length - 1 : length);
}

function tailOf(text: string, length: number): string {
  const start = text.length - length;
  return text.slice(length > 0 && isHighSurrogate(text.charCodeAt(start - 1)) ? start + 1 : start);
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
