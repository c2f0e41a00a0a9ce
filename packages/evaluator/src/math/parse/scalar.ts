import { apply, type Expression, integer, isScalar } from '../expression.ts';
import { parseAtom } from './atom.ts';
import type { Cursor } from './cursor.ts';
import { Unreadable } from './lexer.ts';
import { parsePostfix } from './postfix.ts';
import { startsFactor } from './words.ts';

/** Terms joined by + and −, ± and ∓. */
export function parseSum(cursor: Cursor): Expression {
  return cursor.nested(() => {
    let sum: Expression | undefined;
    for (;;) {
      const sign = takeSign(cursor);
      if (sign === undefined && sum !== undefined) break;
      const term = parseProduct(cursor);
      sum = join(sum, sign ?? '+', term);
    }
    if (cursor.takeCommand('pmod', 'bmod', 'mod')) return apply('mod', sum, cursor.rules.factor(cursor));
    return sum;
  });
}

function takeSign(cursor: Cursor): '+' | '-' | '±' | '∓' | undefined {
  if (cursor.isMark('+', '-')) {
    const first = cursor.next().text;
    if (first === '+' && cursor.takeMark('-')) return '-';
    return first === '+' ? '+' : '-';
  }
  if (cursor.takeCommand('pm')) return '±';
  return cursor.takeCommand('mp') ? '∓' : undefined;
}

function join(sum: Expression | undefined, sign: '+' | '-' | '±' | '∓', term: Expression): Expression {
  if (sign === '±' || sign === '∓') return apply(sign === '±' ? 'plus-minus' : 'minus-plus', sum ?? integer(0), term);
  const signed = sign === '-' ? negative(term) : term;
  return sum === undefined ? signed : apply('add', sum, signed);
}

/** −5 % is minus five percent, not minus of five percent. */
function negative(term: Expression): Expression {
  return term.kind === 'quantity' ? { ...term, value: apply('negate', term.value) } : apply('negate', term);
}

/** Factors joined by ·, ×, ÷, / or nothing. */
export function parseProduct(cursor: Cursor): Expression {
  return cursor.nested(() => {
    let product = parseFactor(cursor);
    for (;;) {
      if (cursor.takeMark('*') || cursor.takeCommand('cdot', 'times', 'ast')) {
        product = multiply(product, parseSigned(cursor));
      } else if (cursor.isMark('/') || cursor.isCommand('div')) {
        if (cursor.isMark('/') && cursor.peek(1).type === 'text') return product;
        cursor.next();
        product = apply('divide', product, parseSigned(cursor));
      } else {
        const mixed = mixedNumber(cursor, product);
        if (mixed !== undefined) product = mixed;
        else if (startsFactor(cursor) && canMultiply(product)) product = multiply(product, parseFactor(cursor));
        else return product;
      }
    }
  });
}

function canMultiply(product: Expression): boolean {
  return isScalar(product) || product.kind === 'matrix' || product.kind === 'apply';
}

/** 33⅓ % is the percentage of the whole mixed number, 2x° the degrees of 2x. */
function multiply(left: Expression, right: Expression): Expression {
  if (right.kind === 'quantity') return { ...right, value: apply('multiply', left, right.value) };
  return apply('multiply', left, right);
}

function parseSigned(cursor: Cursor): Expression {
  return cursor.nested(() => {
    if (cursor.takeMark('-')) return apply('negate', parseSigned(cursor));
    if (cursor.takeMark('+')) return parseSigned(cursor);
    return parseFactor(cursor);
  });
}

/** `3\frac{1}{2}` and `3 1/2`: a whole number before a fraction of whole numbers that is less than one. */
function mixedNumber(cursor: Cursor, whole: Expression): Expression | undefined {
  if (whole.kind !== 'number' || whole.value.d !== 1n || whole.fractionDigits !== undefined) return undefined;
  const start = cursor.place;
  if (cursor.isCommand('frac')) {
    const part = parseFactor(cursor);
    const fraction = part.kind === 'quantity' ? part.value : part;
    if (fraction.kind === 'apply' && fraction.operator === 'divide') {
      const [top, bottom] = fraction.operands;
      if (isProperFraction(top, bottom)) {
        const value = apply('add', whole, fraction);
        return part.kind === 'quantity' ? { ...part, value } : value;
      }
    }
    cursor.back(start);
    return undefined;
  }
  if (cursor.peek().type !== 'number') return undefined;
  if (cursor.peek(1).text === '/' && cursor.peek(2).type === 'number') {
    const top = integerOf(cursor.next().text);
    cursor.next();
    const bottom = integerOf(cursor.next().text);
    if (top !== undefined && bottom !== undefined && isProperFraction(top, bottom)) {
      return apply('add', whole, apply('divide', top, bottom));
    }
    throw new Unreadable('two numbers side by side');
  }
  throw new Unreadable('two numbers side by side');
}

const integerOf = (text: string): Expression | undefined => (/^\d+$/.test(text) ? integer(BigInt(text)) : undefined);

function isProperFraction(top: Expression | undefined, bottom: Expression | undefined): boolean {
  if (top?.kind !== 'number' || bottom?.kind !== 'number') return false;
  return top.value.d === 1n && bottom.value.d === 1n && top.value.n > 0n && top.value.n < bottom.value.n;
}

/** An atom with its powers, subscripts, factorials and signs of percent. */
export function parseFactor(cursor: Cursor): Expression {
  return cursor.nested(() => parsePostfix(cursor, parseAtom(cursor)));
}
