import { apply, type Expression, integer, symbol } from '../expression.ts';
import type { Cursor } from './cursor.ts';
import { Unreadable } from './lexer.ts';
import { BASE_WORDS } from './vocabulary.ts';

/** What stands behind an atom: powers, subscripts, `!`, `%`, `°`, primes. */
export function parsePostfix(cursor: Cursor, atom: Expression): Expression {
  let result = atom;
  for (;;) {
    if (cursor.isMark('^') || cursor.isMark('**')) {
      cursor.next();
      result = raised(cursor, result);
    } else if (cursor.isMark('_') && cursor.peek(1).type !== 'stop') {
      cursor.next();
      result = subscripted(cursor, result);
    } else if (cursor.isMark('!')) {
      cursor.next();
      result = apply('factorial', result);
    } else if (cursor.isMark('%') || cursor.isCommand('%')) {
      cursor.next();
      result = { kind: 'quantity', value: result, unit: '%' };
    } else if (cursor.isCommand('circ')) {
      cursor.next();
      result = { kind: 'quantity', value: result, unit: '°' };
    } else if (cursor.isMark("'") && result.kind === 'symbol') {
      cursor.next();
      result = symbol(`${result.name}'`);
    } else return result;
  }
}

function raised(cursor: Cursor, base: Expression): Expression {
  if (cursor.takeCommand('circ')) return { kind: 'quantity', value: base, unit: '°' };
  if (cursor.takeCommand('prime') && base.kind === 'symbol') return symbol(`${base.name}'`);
  const start = cursor.place;
  if (cursor.takeMark('{')) {
    if (cursor.takeCommand('circ') && cursor.takeMark('}')) return { kind: 'quantity', value: base, unit: '°' };
    cursor.back(start + 1);
    const isOrdinal = /^(?:st|nd|rd|th)$/.test(cursor.peek().text.trim()) && cursor.peek(1).text === '}';
    if (isOrdinal) {
      cursor.next();
      cursor.next();
      return base;
    }
    cursor.back(start);
  }
  return apply('power', base, exponent(cursor));
}

/** A group, or a signed factor; `2^2023` is read as its writer meant it. */
function exponent(cursor: Cursor): Expression {
  return cursor.nested(() => {
    if (cursor.takeMark('-')) return apply('negate', exponent(cursor));
    if (cursor.takeMark('+')) return exponent(cursor);
    return cursor.rules.factor(cursor);
  });
}

/** `x_1` is a name, `a_{n+1}` a sequence at an index, `1011_2` a number in base two. */
function subscripted(cursor: Cursor, base: Expression): Expression {
  const index = readIndex(cursor);
  if (base.kind === 'number') {
    const value = baseOf(index);
    if (value === undefined || base.value.d !== 1n) throw new Unreadable('a subscript that is no base');
    return based(base.value.n.toString(), value);
  }
  if (base.kind !== 'symbol' && base.kind !== 'constant')
    throw new Unreadable('a subscript to something that is no name');
  const { name } = base;
  if (index.kind === 'number') return symbol(`${name}_${index.value.n.toString()}`);
  if (index.kind === 'text') return symbol(`${name}_${index.text}`);
  return apply(`call:${name}_`, ...(index.kind === 'list' ? index.items : [index]));
}

function readIndex(cursor: Cursor): Expression {
  if (cursor.isMark('{')) {
    const [first, second] = [cursor.peek(1), cursor.peek(2)];
    const isName = (first.type === 'word' && first.text.length > 1) || first.type === 'text';
    if (isName && second.text === '}') {
      for (let count = 0; count < 3; count++) cursor.next();
      return { kind: 'text', text: first.text.trim() };
    }
    cursor.next();
    const inside = cursor.rules.list(cursor);
    cursor.expectMark('}');
    return inside;
  }
  const token = cursor.peek();
  if (token.type === 'text') return { kind: 'text', text: cursor.next().text.trim() };
  if (token.type === 'number')
    return integer(BigInt(/^\d+$/.test(token.text) ? cursor.next().text : cursor.split(1).text));
  if (token.type === 'word') {
    if (BASE_WORDS[token.text] !== undefined) return { kind: 'text', text: cursor.next().text };
    return symbol(cursor.split(1).text);
  }
  return cursor.rules.factor(cursor);
}

function baseOf(index: Expression): number | undefined {
  if (index.kind === 'number' && index.value.d === 1n) return Number(index.value.n);
  if (index.kind === 'text') return BASE_WORDS[index.text.replace(/^base\s*/, '')] ?? undefined;
  return undefined;
}

/** @throws Unreadable where a digit does not exist in that base */
export function based(digits: string, base: number): Expression {
  const isValid = [...digits.replace('.', '')].every((digit) => Number.parseInt(digit, 36) < base);
  if (!isValid || base < 2 || base > 36) throw new Unreadable(`${digits} is no number in base ${base}`);
  return { kind: 'based', digits: digits.replace(/^0+(?=\w)/, ''), base };
}
