import { fenceFor } from './action-format.ts';
import { findCodeEnd } from './code-end.ts';
import { dedent } from './dedent.ts';
import { INVISIBLE_CHARACTERS } from './marks.ts';
import { maskStrings, mapOutsideStrings, PythonReader } from './python-text.ts';
import type { ParseRepair, RepairLog } from './repairs.ts';

/** Cleaning can bring to light what has to be cleaned or ends the code; twice is rare, this often never seen. */
const MOST_ROUNDS = 8;

/**
 * Puts right what makes code as the model wrote it unreadable to Python, and drops what follows a label, tag or
 * marker that ends it. Leaves string contents as they are.
 */
export function cleanCode(source: string, repairs: RepairLog): string {
  let code = source;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const cleaned = withoutEnd(cleanOnce(code, repairs));
    if (cleaned === code) break;
    code = cleaned;
  }
  return code;
}

/** Only a fence of the caller's ends code by its fence; here none does. */
function withoutEnd(code: string): string {
  return code.slice(0, findCodeEnd(new PythonReader(code), 0, fenceFor(code)).bodyEnd);
}

function cleanOnce(source: string, repairs: RepairLog): string {
  let code = source;
  const apply = (name: ParseRepair, change: (code: string) => string): void => {
    const changed = change(code);
    if (changed !== code) repairs.add(name);
    code = changed;
  };
  apply('html-escaped', unescapeHtml);
  apply('invisible-characters', plainSpaces);
  code = trimBlankLines(code);
  apply('repl-prompts', withoutPrompts);
  apply('line-numbers', withoutLineNumbers);
  code = trimBlankLines(code);
  apply('indented-code', dedent);
  apply('unicode-punctuation', asciiPunctuation);
  return code;
}

/** Without blank lines at both ends, and without white space after the last line. */
export function trimBlankLines(code: string): string {
  const trimmed = code.trimEnd();
  const first = trimmed.search(/\S/);
  return first === -1 ? '' : trimmed.slice(trimmed.lastIndexOf('\n', first) + 1);
}

const ENTITIES: Record<string, string> = {
  lt: '<',
  gt: '>',
  quot: '"',
  '#34': '"',
  '#39': "'",
  '#x27': "'",
  apos: "'",
  amp: '&',
};
const ENTITY = /&(lt|gt|quot|#34|#39|#x27|apos|amp);/g;

/** An entity outside strings is never Python, so then the whole code was escaped, strings too. */
function unescapeHtml(code: string): string {
  if (!/&(?:lt|gt|quot|#34|#39|#x27|apos|amp);/.test(maskStrings(code))) return code;
  return code.replaceAll(ENTITY, (whole, name: string) => ENTITIES[name] ?? whole);
}

function plainSpaces(code: string): string {
  return mapOutsideStrings(code, (outside) =>
    outside.replaceAll(INVISIBLE_CHARACTERS, '').replaceAll(/[\u00A0\u2000-\u200A\u202F\u205F\u3000]/g, ' '),
  );
}

/** Lines without a prompt are the output that the model imagined. */
function withoutPrompts(code: string): string {
  if (!/^[ \t]{0,12}>>>(?: |\n|$)/.test(code)) return code;
  return code
    .split('\n')
    .flatMap((line) => {
      const prompt = /^[ \t]{0,12}(?:>>>|\.\.\.)(?: (.*)|)$/.exec(line);
      return prompt === null ? [] : [prompt[1] ?? ''];
    })
    .join('\n');
}

const NUMBERED = /^[ \t]{0,8}(\d{1,5})(?:( {0,2}[:|.)])(?: |\t|$)|( |\t|$))(.*)$/;

/** Numbers go only where every line has one and they count up by one. */
function withoutLineNumbers(code: string): string {
  if (!/^\s*\d/.test(code)) return code;
  const stripped: string[] = [];
  let expected: number | undefined;
  for (const line of code.split('\n')) {
    const match = NUMBERED.exec(line);
    if (match === null) return code;
    const number = Number(match[1]);
    if (expected !== undefined && number !== expected) return code;
    expected = number + 1;
    stripped.push(match[4] ?? '');
  }
  const isText = stripped.some((line) => /^\s*[A-Za-z_#@]/.test(line));
  // `3 if x else 4` alone is Python; `3: x` is not.
  const isSure = stripped.length > 1 || /^\s*\d+ {0,2}[:|.)]/.test(code);
  return isText && isSure ? stripped.join('\n') : code;
}

const SIGNS: Record<string, string> = {
  '（': '(',
  '）': ')',
  '［': '[',
  '］': ']',
  '｛': '{',
  '｝': '}',
  '，': ',',
  '：': ':',
  '；': ';',
  '＝': '=',
  '＋': '+',
  '＊': '*',
  '／': '/',
  '＜': '<',
  '＞': '>',
  '．': '.',
  '％': '%',
  '−': '-',
  '–': '-',
  '×': '*',
  '÷': '/',
  '≤': '<=',
  '≥': '>=',
  '≠': '!=',
};
const SIGN = new RegExp(`[${Object.keys(SIGNS).join('')}]`, 'g');

/** None of these signs can stand outside a string in Python, so each has one reading. */
function asciiPunctuation(code: string): string {
  const quoted = straightenQuotes(code);
  return mapOutsideStrings(quoted, (outside) => outside.replaceAll(SIGN, (sign) => SIGNS[sign] ?? sign));
}

const QUOTED = [
  { pattern: /[“”„＂]([^“”„＂"\n\\]*)[“”＂]/y, quote: '"' },
  { pattern: /[‘’]([^'\n\\‘]{0,200}?)’(?![\p{L}\p{N}])/uy, quote: "'" },
];

/** Typographic quotes outside strings become ASCII ones where both are there and nothing inside would end the string. */
function straightenQuotes(code: string): string {
  if (!/[“”„＂‘’]/.test(code)) return code;
  const reader = new PythonReader(code);
  let result = '';
  let at = 0;
  while (at < code.length) {
    const span = reader.spanAt(at);
    const typographic = span === undefined ? typographicAt(code, at) : undefined;
    const end = span?.end ?? at + (typographic?.length ?? (code[at] === '\\' ? 2 : 1));
    result += typographic ?? code.slice(at, end);
    at = end;
  }
  return result;
}

function typographicAt(code: string, at: number): string | undefined {
  for (const { pattern, quote } of QUOTED) {
    pattern.lastIndex = at;
    const match = pattern.exec(code);
    if (match?.[1] !== undefined) return `${quote}${match[1]}${quote}`;
  }
  return undefined;
}
