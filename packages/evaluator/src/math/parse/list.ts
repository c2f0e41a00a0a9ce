import type { Expression, RelationOperator } from '../expression.ts';
import { apply } from '../expression.ts';
import type { Cursor } from './cursor.ts';
import { Unreadable } from './lexer.ts';
import { parseQuantity } from './quantity.ts';
import { RELATIONS, SET_OPERATORS } from './vocabulary.ts';
import { joiningWord } from './words.ts';

type Joined = 'comma' | 'and' | 'or' | 'semicolon';

/** Values joined by commas, semicolons, "and" or "or"; one alone is itself. */
export function parseList(cursor: Cursor): Expression {
  return cursor.nested(() => {
    const groups: Expression[][] = [];
    let items: Expression[] = [parseRelation(cursor)];
    let joined: Joined | undefined;
    for (;;) {
      const separator = takeSeparator(cursor);
      if (separator === undefined) break;
      if (endsHere(cursor)) break;
      if (separator === 'semicolon') {
        groups.push(items);
        items = [];
      }
      if (joined === undefined || joined === 'comma') joined = separator;
      items.push(parseRelation(cursor));
    }
    groups.push(items);
    if (joined === undefined && items[0] !== undefined) return items[0];
    const isGrouped = groups.length > 1 && groups.some((group) => group.length > 1);
    const all = isGrouped ? groups.map(groupOf) : groups.flat();
    return { kind: 'list', items: all, joined: joined ?? 'comma' };
  });
}

/** `p=5, q=2; p=7, q=2`: each group is one item. */
function groupOf(items: Expression[]): Expression {
  const [first, ...more] = items;
  return first !== undefined && more.length === 0 ? first : { kind: 'tuple', items, brackets: '()' };
}

function endsHere(cursor: Cursor): boolean {
  const { type, text } = cursor.peek();
  return type === 'stop' || type === 'end' || (type === 'mark' && /^[)\]}]$/.test(text));
}

function takeSeparator(cursor: Cursor): Joined | undefined {
  let found: Joined | undefined;
  for (;;) {
    const word = joiningWord(cursor.peek());
    if (cursor.takeMark(',')) found ??= 'comma';
    else if (cursor.takeMark(';')) found ??= 'semicolon';
    else if (word !== undefined) {
      cursor.next();
      found = word;
    } else return found;
  }
}

/** Values with signs of relation between them: `x = 5`, `-2 < x ≤ 7`. */
function parseRelation(cursor: Cursor): Expression {
  while (cursor.isMark('=') || cursor.isCommand('approx', 'therefore')) cursor.next();
  const operands: Expression[] = [];
  const operators: RelationOperator[] = [];
  const { type, text } = cursor.peek();
  // `> 5` says of something unnamed that it is more than 5.
  const isHalf = (type === 'mark' || type === 'command') && /^[<>≤≥]$/.test(RELATIONS.get(text) ?? '');
  operands.push(isHalf ? { kind: 'symbol', name: '?' } : parseUnion(cursor));
  for (;;) {
    cursor.takeMark('&');
    const operator = takeRelation(cursor);
    if (operator === undefined) break;
    cursor.takeMark('&');
    operators.push(operator);
    operands.push(parseUnion(cursor));
  }
  const [only] = operands;
  if (only === undefined) throw new Unreadable('nothing');
  return operators.length === 0 ? only : { kind: 'relation', operands, operators };
}

function takeRelation(cursor: Cursor): RelationOperator | undefined {
  const { type, text } = cursor.peek();
  if (type !== 'mark' && type !== 'command') return undefined;
  if (type === 'command' && text === 'not') {
    cursor.next();
    if (takeRelation(cursor) === '=') return '≠';
    throw new Unreadable('the command \\not');
  }
  const operator = RELATIONS.get(text);
  if (operator !== undefined) cursor.next();
  return operator;
}

/** Sets joined by ∪, ∩ and ∖. */
function parseUnion(cursor: Cursor): Expression {
  let left = parseRatio(cursor);
  for (;;) {
    const { type, text } = cursor.peek();
    const isU =
      type === 'word' && text === 'U' && cursor.peek(1).type === 'mark' && /^[([{]$/.test(cursor.peek(1).text);
    const operator = isU ? 'union' : type === 'command' ? SET_OPERATORS.get(text) : undefined;
    const isMinus = type === 'mark' && text === '-' && left.kind === 'named-set';
    if (operator === undefined && !isMinus) break;
    cursor.next();
    left = { kind: 'set-operation', operator: operator ?? 'difference', left, right: parseRatio(cursor) };
  }
  if (joinsRange(cursor)) {
    cursor.next();
    return apply('range', left, parseRatio(cursor));
  }
  return left;
}

function joinsRange(cursor: Cursor): boolean {
  const { type, text } = cursor.peek();
  return (type === 'word' || type === 'text') && text.trim() === 'to';
}

/** `3:4`, `12:00`, `S : S_1`. */
function parseRatio(cursor: Cursor): Expression {
  const firstText = cursor.peek().text;
  const first = parseQuantity(cursor);
  if (cursor.barEnds || !cursor.isMark(':')) return first;
  const items = [first];
  let isTime = /^\d{1,2}$/.test(firstText);
  while (cursor.takeMark(':')) {
    isTime &&= /^[0-5]\d$/.test(cursor.peek().text);
    items.push(parseQuantity(cursor));
  }
  return { kind: 'ratio', items, isTime };
}
