import type { Expression } from '../expression.ts';
import type { Cursor } from './cursor.ts';
import { Unreadable } from './lexer.ts';

/** What SymPy and Python print for matrices, intervals and sets: `Matrix([[1, 2]])`, `Interval.open(0, 1)`. */
export function parsePythonCall(cursor: Cursor): Expression | undefined {
  const { text } = cursor.peek();
  if (!/^(?:Matrix|array|Interval|Union|FiniteSet|EmptySet|Reals)$/.test(text)) return undefined;
  if (text === 'Reals' || text === 'EmptySet') {
    cursor.next();
    return { kind: 'named-set', name: text === 'Reals' ? 'reals' : 'empty' };
  }
  const start = cursor.place;
  cursor.next();
  const variant = cursor.takeMark('.') ? cursor.next().text : '';
  if (!cursor.takeMark('(')) {
    cursor.back(start);
    return undefined;
  }
  const inside = cursor.nested(() => cursor.rules.list(cursor));
  // `Interval.Lopen`: the underscore forms of older versions do not occur.
  cursor.expectMark(')');
  const items = inside.kind === 'list' ? inside.items : [inside];
  if (text === 'FiniteSet') return { kind: 'set', items };
  if (text === 'Interval') return interval(items, variant);
  if (text === 'Union')
    return items.reduce((left, right) => ({ kind: 'set-operation', operator: 'union', left, right }));
  return toMatrix(inside);
}

function interval([low, high]: readonly Expression[], variant: string): Expression {
  if (low === undefined || high === undefined) throw new Unreadable('an interval without two ends');
  const isOpen = variant === 'open';
  return {
    kind: 'interval',
    low,
    high,
    lowClosed: !isOpen && variant !== 'Lopen',
    highClosed: !isOpen && variant !== 'Ropen',
  };
}

/** Nested square brackets as a matrix; a flat list is a column. */
export function toMatrix(expression: Expression): Expression {
  if (expression.kind !== 'tuple') throw new Unreadable('a matrix that is no list of rows');
  const rows = expression.items.map((row) => (row.kind === 'tuple' && row.brackets === '[]' ? row.items : [row]));
  if (rows.some((row) => row.length !== rows[0]?.length))
    throw new Unreadable('a matrix with rows of different lengths');
  return { kind: 'matrix', rows };
}
