import { apply, type Expression, integer, isScalar } from '../expression.ts';
import type { Cursor } from './cursor.ts';
import type { Token } from './lexer.ts';
import { CURRENCIES, MULTIPLIERS } from './vocabulary.ts';
import { isProse, joiningWord } from './words.ts';

/** A sum with the unit before or behind it: `\$5`, `15 \text{ cm}^2`, `28 percent`. */
export function parseQuantity(cursor: Cursor): Expression {
  const isNegative = cursor.isMark('-') && currencyOf(cursor.peek(1)) !== undefined;
  if (isNegative) cursor.next();
  const currency = currencyOf(cursor.peek());
  if (currency !== undefined) cursor.next();
  const sum = cursor.rules.sum(cursor);
  const value = isNegative ? apply('negate', sum) : sum;
  if (!isScalar(value) && value.kind !== 'list') {
    skipRemarks(cursor);
    return value;
  }
  return withUnit(cursor, value, currency);
}

function currencyOf({ type, text }: Token): string | undefined {
  return type === 'command' || (type === 'mark' && text === '$') ? CURRENCIES[text] : undefined;
}

function withUnit(cursor: Cursor, value: Expression, currency: string | undefined): Expression {
  let amount = value;
  const multiplier = MULTIPLIERS[cursor.peek().text.trim()];
  if (multiplier !== undefined) {
    cursor.next();
    amount = apply('multiply', value, integer(multiplier));
  }
  const trailing = currencyOf(cursor.peek());
  if (trailing !== undefined) cursor.next();
  const words = readUnitWords(cursor);
  const unit = currency ?? trailing ?? (words || undefined);
  if (unit === undefined) return amount;
  if (amount.kind !== 'quantity') return { kind: 'quantity', value: amount, unit };
  // "30° C" keeps what says more; "50% of the total" stays a percentage.
  return amount;
}

/** The words and signs of a unit, as text: `cm^2`, `miles per hour`. */
function readUnitWords(cursor: Cursor): string {
  let words = '';
  for (;;) {
    const token = cursor.peek();
    const isSlash = token.type === 'mark' && token.text === '/';
    const isWord = isProse(token) || (words !== '' && token.type === 'word');
    if (joiningWord(token) !== undefined || token.text.trim() === 'to') break;
    if (isWord) words += ` ${cursor.next().text.trim()}`;
    else if (words !== '' && token.type === 'mark' && token.text === '^') {
      cursor.next();
      const group = cursor.takeMark('{');
      words += `^${cursor.next().text}`;
      if (group) cursor.expectMark('}');
    } else if (isSlash && (words !== '' || cursor.peek(1).type === 'text')) {
      cursor.next();
      words += ' / ';
    } else if (words !== '' && token.type === 'mark' && /^[.'’"]$/.test(token.text)) cursor.next();
    else break;
  }
  return words.trim().replace(/\s+/g, ' ');
}

function skipRemarks(cursor: Cursor): void {
  while (isProse(cursor.peek()) && joiningWord(cursor.peek()) === undefined && cursor.peek().text.trim() !== 'to')
    cursor.next();
}
