import { apply, constant, type Expression, symbol } from '../expression.ts';
import { add, fromDecimal, rational } from '../value/rational.ts';
import { parseBars, parseBrace, parseRound, parseSquare } from './brackets.ts';
import { parseCommand } from './commands.ts';
import type { Cursor } from './cursor.ts';
import { callOf, parseFunction } from './functions.ts';
import { Unreadable } from './lexer.ts';
import { parseMatrix } from './matrix.ts';
import { based } from './postfix.ts';
import { parsePythonCall } from './python.ts';
import { CONSTANTS, FUNCTIONS, NAMED_SETS, RELATIONS } from './vocabulary.ts';
import { functionPrefix, isProse } from './words.ts';

/** The smallest part of a formula: a number, a name, a function with its argument, brackets. */
export function parseAtom(cursor: Cursor): Expression {
  const token = cursor.peek();
  switch (token.type) {
    case 'number':
      cursor.next();
      return numberAtom(cursor, token.text);
    case 'based': {
      cursor.next();
      const [digits = '', base = ''] = token.text.split('_');
      return based(digits, Number(base.replace(/[{}\s]/g, '')));
    }
    case 'text':
      return textAtom(cursor);
    case 'word':
      return wordAtom(cursor);
    case 'command':
      return parseCommand(cursor);
    case 'begin':
      return parseMatrix(cursor);
    case 'mark':
      return markAtom(cursor);
    default:
      throw new Unreadable('nothing where a value is expected');
  }
}

function numberAtom(cursor: Cursor, text: string): Expression {
  const digits = text.replace(/\.$/, '');
  if (cursor.peek().text.startsWith('repeat:') && cursor.peek().type === 'text' && text.includes('.')) {
    return repeating(text, cursor.next().text.slice('repeat:'.length));
  }
  const suffix = cursor.peek();
  if (suffix.type === 'word' && !suffix.space && /^(?:st|nd|rd|th)$/.test(suffix.text)) cursor.next();
  const value = fromDecimal(digits);
  const fraction = /\.(\d+)(?:[eE]([-+]?\d+))?$/.exec(digits);
  if (fraction === null) return { kind: 'number', value };
  const [, behind = '', exponent = '0'] = fraction;
  return { kind: 'number', value, fractionDigits: Math.max(0, behind.length - Number(exponent)) };
}

/** `0.1\overline{6}` is exactly 1/6. */
function repeating(start: string, period: string): Expression {
  const places = start.split('.')[1]?.length ?? 0;
  const part = rational(BigInt(period), (10n ** BigInt(period.length) - 1n) * 10n ** BigInt(places));
  return { kind: 'number', value: add(fromDecimal(start.replace(/\.$/, '')), part) };
}

function textAtom(cursor: Cursor): Expression {
  const text = cursor.next().text.trim();
  if (text.startsWith('set:')) {
    const name = NAMED_SETS.get(text.slice(4));
    return name === undefined ? symbol(text.slice(4)) : { kind: 'named-set', name };
  }
  if (text.startsWith('name:')) return symbol(text.slice(5));
  if (text.startsWith('repeat:')) return symbol(text);
  const following = cursor.peek();
  if (RELATIONS.has(following.text) && following.type !== 'text') return symbol(text);
  if (following.type === 'mark' && following.text === '_') return symbol(text);
  let whole = text;
  while (isProse(cursor.peek())) whole += ` ${cursor.next().text.trim()}`;
  return { kind: 'text', text: whole };
}

function wordAtom(cursor: Cursor): Expression {
  const { text } = cursor.peek();
  const python = parsePythonCall(cursor);
  if (python !== undefined) return python;
  if (FUNCTIONS.has(text)) {
    cursor.next();
    return parseFunction(cursor, FUNCTIONS.get(text) ?? text, 'plain');
  }
  const name = CONSTANTS.get(text);
  if (name !== undefined) {
    cursor.next();
    return constant(name);
  }
  const prefix = functionPrefix(text);
  if (prefix !== undefined) {
    cursor.split(prefix.length);
    return parseFunction(cursor, FUNCTIONS.get(prefix) ?? prefix, 'plain');
  }
  if (isProse(cursor.peek())) throw new Unreadable(`words (“${text}”) where a value is expected`);
  return letterAtom(cursor);
}

function letterAtom(cursor: Cursor): Expression {
  const isStarred = cursor.place > 0 && cursor.peek(-1).text === '*';
  const letter = cursor.split(1).text;
  const following = cursor.peek();
  if (letter === 'I' && isStarred) return constant('i');
  if (letter === 'e' || letter === 'i') return constant(letter);
  const isCalled = following.type === 'mark' && following.text === '(' && !following.space;
  if (isCalled && (/^[fghFG]$/.test(letter) || isDefinition(cursor))) return callOf(cursor, letter);
  if (following.type === 'number' && !following.space && /^\d+$/.test(following.text)) {
    return symbol(`${letter}_${cursor.next().text}`);
  }
  return symbol(letter);
}

/** `P(x) =` gives a name to a function, whatever its letter. */
function isDefinition(cursor: Cursor): boolean {
  const [variable, close, sign] = [1, 2, 3].map((ahead) => cursor.peek(ahead));
  return variable?.type === 'word' && variable.text.length === 1 && close?.text === ')' && sign?.text === '=';
}

function markAtom(cursor: Cursor): Expression {
  const { text } = cursor.peek();
  if (text === '(') return parseRound(cursor);
  if (text === '[' || text === ']') return parseSquare(cursor);
  if (text === '{') return parseBrace(cursor);
  if (text === '|') return parseBars(cursor);
  if (text === '-') {
    cursor.next();
    return apply('negate', cursor.rules.factor(cursor));
  }
  throw new Unreadable(`“${text}” where a value is expected`);
}
