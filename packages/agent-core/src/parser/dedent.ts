import { PythonReader } from './python-text.ts';

/**
 * Takes off the indentation that every statement has. Lines inside a string or bracket don't count towards it, and
 * lose no more than their own.
 */
export function dedent(code: string): string {
  const indent = commonIndent(code);
  if (indent === '') return code;
  return code
    .split('\n')
    .map((line) =>
      line.startsWith(indent)
        ? line.slice(indent.length)
        : line.trimStart() === ''
          ? ''
          : withoutIndent(line, indent.length),
    )
    .join('\n');
}

function withoutIndent(line: string, most: number): string {
  const own = /^[ \t]*/.exec(line)?.[0].length ?? 0;
  return line.slice(Math.min(own, most));
}

function commonIndent(code: string): string {
  const reader = new PythonReader(code);
  let common: string | undefined;
  let depth = 0;
  let isLineStart = true;
  let at = 0;
  while (at < code.length) {
    if (isLineStart && depth === 0) {
      const indent = /[ \t]*/y;
      indent.lastIndex = at;
      const found = indent.exec(code)?.[0] ?? '';
      const first = code[at + found.length];
      if (first !== undefined && first !== '\n' && first !== '#') common = shared(common, found);
      if (common === '') return '';
    }
    const span = reader.spanAt(at);
    const char = span === undefined ? code[at] : '';
    if (char === '(' || char === '[' || char === '{') depth += 1;
    else if (char === ')' || char === ']' || char === '}') depth = Math.max(0, depth - 1);
    const isContinued = char === '\\';
    at = span?.end ?? at + (isContinued ? 2 : 1);
    isLineStart = char === '\n';
  }
  return common ?? '';
}

function shared(one: string | undefined, other: string): string {
  if (one === undefined) return other;
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return one.slice(0, length);
}
