import { apply, constant, type Expression, integer, symbol } from '../expression.ts';
import type { Cursor } from './cursor.ts';
import { Unreadable } from './lexer.ts';
import { PREFIX_FUNCTIONS } from './vocabulary.ts';

const INVERSE: Readonly<Record<string, string>> = {
  sin: 'arcsin', cos: 'arccos', tan: 'arctan', cot: 'arccot', sec: 'arcsec', csc: 'arccsc', sinh: 'arcsinh',
  cosh: 'arccosh', tanh: 'arctanh',
}; // prettier-ignore

/**
 * What follows the name of a function: its power or base, and its argument.
 * @param style `log` without a base is the natural one in program code and open in LaTeX
 */
export function parseFunction(cursor: Cursor, name: string, style: 'latex' | 'plain'): Expression {
  let power: Expression | undefined;
  let base: Expression | undefined;
  for (;;) {
    if (cursor.isMark('^')) {
      cursor.next();
      power = cursor.takeMark('-') ? apply('negate', cursor.rules.factor(cursor)) : scriptArgument(cursor);
    } else if (cursor.takeMark('_')) base = logBase(cursor);
    else break;
  }
  const isInverse = power !== undefined && isMinusOne(power) && INVERSE[name] !== undefined;
  const operator = isInverse ? (INVERSE[name] ?? name) : name;
  const result = named(operator, functionArguments(cursor, name), base, style);
  return power === undefined || isInverse ? result : apply('power', result, power);
}

function isMinusOne(power: Expression): boolean {
  const [inner] = power.kind === 'apply' && power.operator === 'negate' ? power.operands : [];
  return inner?.kind === 'number' && inner.value.n === 1n && inner.value.d === 1n;
}

function named(name: string, operands: readonly Expression[], base: Expression | undefined, style: string): Expression {
  const [first, second] = operands;
  if (first === undefined) throw new Unreadable(`${name} without an argument`);
  if (name === 'exp') return apply('power', constant('e'), first);
  if (name === 'lg') return apply('log', first, integer(10));
  if (name === 'ln') return apply('ln', first);
  if (name === 'cbrt') return apply('root', first, integer(3));
  if (name === 'fraction') return apply('divide', first, second ?? integer(1));
  if (name === 'log') {
    const chosen = base ?? second;
    if (chosen !== undefined) return apply('log', first, chosen);
    return style === 'plain' ? apply('ln', first) : apply('log', first);
  }
  return apply(name, ...operands);
}

/** `\log_2 8`, `\log_28` (base 2), `\log_{10} 5`, `\log_10 5`. */
function logBase(cursor: Cursor): Expression {
  const token = cursor.peek();
  if (token.type !== 'number') return scriptArgument(cursor);
  const digits = token.text.startsWith('10') ? cursor.split(2) : cursor.split(1);
  return integer(BigInt(digits.text));
}

/** A group or the one thing behind `^` or `_`. */
export function scriptArgument(cursor: Cursor): Expression {
  if (cursor.takeMark('{')) {
    const inside = cursor.rules.list(cursor);
    cursor.expectMark('}');
    return inside;
  }
  const token = cursor.peek();
  if (token.type === 'number' && /^\d/.test(token.text)) return integer(BigInt(cursor.split(1).text));
  if (token.type === 'word') return symbol(cursor.split(1).text);
  return cursor.rules.factor(cursor);
}

function functionArguments(cursor: Cursor, name: string): readonly Expression[] {
  if (cursor.isMark('(') || (cursor.isMark('{') && !cursor.isMark('|'))) {
    const close = cursor.next().text === '(' ? ')' : '}';
    const inside = cursor.withBars(false, () => cursor.nested(() => cursor.rules.list(cursor)));
    cursor.expectMark(close);
    return inside.kind === 'list' ? inside.items : [inside];
  }
  if (cursor.isMark('[')) {
    cursor.next();
    const inside = cursor.nested(() => cursor.rules.list(cursor));
    cursor.expectMark(']');
    return inside.kind === 'list' ? inside.items : [inside];
  }
  if (name === 'sqrt') return [cursor.rules.factor(cursor)];
  if (!PREFIX_FUNCTIONS.has(name)) throw new Unreadable(`${name} without an argument in brackets`);
  return [prefixArgument(cursor)];
}

/** `\sin 2x\cos x`: factors up to the next function or sign. */
function prefixArgument(cursor: Cursor): Expression {
  return cursor.nested(() => {
    if (cursor.takeMark('-')) return apply('negate', prefixArgument(cursor));
    let argument = cursor.rules.factor(cursor);
    for (;;) {
      const { type, text } = cursor.peek();
      const isLetter = type === 'word' && text.length === 1;
      const isPlain = type === 'command' && (text === 'pi' || text === 'frac' || text === 'sqrt' || isGreek(text));
      if (!isLetter && !isPlain) break;
      argument = apply('multiply', argument, cursor.rules.factor(cursor));
    }
    if (cursor.isMark('/') && cursor.peek(1).type === 'number') {
      cursor.next();
      argument = apply('divide', argument, cursor.rules.factor(cursor));
    }
    return argument;
  });
}

const isGreek = (name: string): boolean => /^(?:alpha|beta|gamma|theta|phi|varphi|omega|lambda)$/.test(name);

/** `f(x, y)` for a function that is not known. */
export function callOf(cursor: Cursor, name: string): Expression {
  cursor.expectMark('(');
  const inside = cursor.withBars(false, () => cursor.nested(() => cursor.rules.list(cursor)));
  cursor.expectMark(')');
  return apply(`call:${name}`, ...(inside.kind === 'list' ? inside.items : [inside]));
}
