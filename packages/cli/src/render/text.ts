import { stripVTControlCharacters } from 'node:util';

/** How a piece of text stands out. */
export type Style = (format: 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan', text: string) => string;

/** No colours. */
export const plain: Style = (_format, text) => text;

/** Text from a model or its code, without anything that would steer the terminal; line feeds and tabs stay. */
export function safe(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll('\r\n', '\n')
    .replaceAll('\t', '    ')
    .replace(/[^\P{Cc}\n]/gu, '\uFFFD');
}

/** On one line, cut at `width` characters. */
export function oneLine(text: string, width: number): string {
  const line = safe(text)
    .trim()
    .replace(/\s*\n\s*/g, ' ⏎ ');
  return line.length > width ? `${line.slice(0, Math.max(1, width - 1))}…` : line;
}

/** Breaks lines at spaces so that none is longer than `width`, words that are longer aside. */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => wrapLine(line, width));
}

function wrapLine(line: string, width: number): string[] {
  const [first = '', ...words] = line.split(' ');
  const lines: string[] = [];
  let current = first;
  for (const word of words) {
    if (current.trim() !== '' && current.length + 1 + word.length > width) {
      lines.push(current);
      current = word;
    } else {
      current = `${current} ${word}`;
    }
  }
  return [...lines, current];
}
