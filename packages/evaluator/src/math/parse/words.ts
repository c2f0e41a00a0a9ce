import type { Cursor } from './cursor.ts';
import type { Token } from './lexer.ts';
import { isUnitWord } from './units.ts';
import { CONSTANTS, FUNCTIONS, RELATIONS, SET_OPERATORS } from './vocabulary.ts';

/** Short words of prose that letters side by side would otherwise hide. */
const SHORT_WORDS = new Set(
  'the for not are was has had all any its is of as at by to we so if be no sum let get its per can may but'.split(' '),
);
const SEPARATOR_WORD = /^\W*(?:(?:.*[\s,])?(?:and|or)|[,;])\W*$/i;

/** Whether a token joins two answers: `and`, `\text{ or }`, `\text{ for part (a) and }`. */
export function joiningWord(token: Token): 'and' | 'or' | undefined {
  if (token.type === 'command') {
    if (token.text === 'land' || token.text === 'wedge') return 'and';
    return token.text === 'lor' || token.text === 'vee' ? 'or' : undefined;
  }
  if (token.type !== 'text' && token.type !== 'word') return undefined;
  if (token.type === 'word' && !/^(?:and|or)$/i.test(token.text)) return undefined;
  if (!SEPARATOR_WORD.test(token.text)) return undefined;
  return /or\W*$/i.test(token.text) ? 'or' : 'and';
}

/** Whether a token is prose or a unit and so no factor of a product. */
export function isProse(token: Token): boolean {
  if (token.type === 'text') return !/^(?:name|set|repeat):/.test(token.text);
  if (token.type !== 'word') return false;
  const { text } = token;
  if (FUNCTIONS.has(text) || CONSTANTS.has(text)) return false;
  if (
    SHORT_WORDS.has(text) ||
    SHORT_WORDS.has(text.replace(/^[A-Z](?=[a-z])/, (first) => first.toLowerCase())) ||
    /^[A-Z][a-z]{2,}$/.test(text)
  )
    return true;
  return (
    isUnitWord(text) ||
    /[^\x00-\x7f]/.test(text) ||
    (text.length >= 4 && /[a-z]{3}/.test(text) && !startsWithFunction(text))
  );
}

function startsWithFunction(text: string): boolean {
  return functionPrefix(text) !== undefined;
}

/** `sin` of `sinx`, `ln` of `lnx`: a function and one letter run together. */
export function functionPrefix(text: string): string | undefined {
  for (let length = Math.min(6, text.length - 1); length >= 2; length--) {
    const name = text.slice(0, length);
    if (FUNCTIONS.has(name) && text.length - length <= 1) return name;
  }
  return undefined;
}

const NO_FACTOR = new Set([
  'cdot', 'times', 'ast', 'div', 'pm', 'mp', 'rfloor', 'rceil', 'rangle', 'choose', 'mid', '}', '\\', '%', 'circ', 'pmod', 'bmod',
  'mod', 'land', 'lor', 'wedge', 'vee', 'to', 'ldots', 'dots', 'cdots', 'colon', '&', '|', 'quad', 'qquad', 'therefore', '{', '$',
]); // prettier-ignore

/** Whether the next token can be a factor without a sign of multiplication before it. */
export function startsFactor(cursor: Cursor): boolean {
  const token = cursor.peek();
  switch (token.type) {
    case 'stop':
    case 'end':
    case 'number':
    case 'based':
      return false;
    case 'begin':
      return true;
    case 'text':
      return /^(?:name):/.test(token.text);
    case 'word':
      return (
        !isProse(token) && joiningWord(token) === undefined && !(cursor.insideIntegral && /^d[a-z]$/.test(token.text))
      );
    case 'command':
      return !NO_FACTOR.has(token.text) && !RELATIONS.has(token.text) && !SET_OPERATORS.has(token.text);
    case 'mark':
      return token.text === '(' || token.text === '{' || (token.text === '|' && !cursor.barEnds);
  }
}
