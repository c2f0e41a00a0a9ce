import { apply, contains, type Expression, isScalar } from '../expression.ts';
import type { Cursor } from './cursor.ts';
import { Unreadable } from './lexer.ts';

/** `(…)`: a group, a tuple, or an interval, also half open. */
export function parseRound(cursor: Cursor): Expression {
  cursor.expectMark('(');
  return closeBracket(cursor, '(');
}

/** `[…]`, `[a, b)`, and the French `]a, b[`. */
export function parseSquare(cursor: Cursor): Expression {
  if (cursor.takeMark(']')) {
    const inside = inner(cursor);
    const isOpen = cursor.takeMark('[');
    if (!isOpen) cursor.expectMark(']');
    const [low, high] = pairOf(inside);
    return { kind: 'interval', low, high, lowClosed: false, highClosed: !isOpen };
  }
  cursor.expectMark('[');
  return closeBracket(cursor, '[');
}

function closeBracket(cursor: Cursor, open: '(' | '['): Expression {
  if (open === '(' && cursor.takeMark(')')) return { kind: 'tuple', items: [], brackets: '()' };
  if (open === '[' && cursor.takeMark(']')) return { kind: 'tuple', items: [], brackets: '[]' };
  const inside = inner(cursor);
  const close = cursor.next();
  if (close.type !== 'mark' || !/^[)\][]$/.test(close.text)) throw new Unreadable('a bracket that is never closed');
  const [lowClosed, highClosed] = [open === '[', close.text === ']'];
  if (lowClosed !== highClosed || close.text === '[') {
    const [low, high] = pairOf(inside);
    return { kind: 'interval', low, high, lowClosed, highClosed };
  }
  if (inside.kind !== 'list' || inside.joined === 'or') return inside;
  const [low, high] = inside.items;
  const isInfinite = inside.items.some((item) =>
    contains(item, ({ kind, ...part }) => kind === 'constant' && 'name' in part && part.name === 'infinity'),
  );
  if (inside.items.length === 2 && isInfinite && low !== undefined && high !== undefined) {
    return { kind: 'interval', low, high, lowClosed, highClosed };
  }
  return { kind: 'tuple', items: inside.items, brackets: lowClosed ? '[]' : '()' };
}

function inner(cursor: Cursor): Expression {
  return cursor.nested(() => cursor.withBars(false, () => cursor.rules.list(cursor)));
}

function pairOf(inside: Expression): [Expression, Expression] {
  const [low, high, ...more] = inside.kind === 'list' ? inside.items : [];
  if (low === undefined || high === undefined || more.length > 0) throw new Unreadable('an interval without two ends');
  return [low, high];
}

/** `{…}`: a group of LaTeX, or a set written without backslashes. */
export function parseBrace(cursor: Cursor): Expression {
  cursor.expectMark('{');
  if (cursor.takeMark('}')) return { kind: 'set', items: [] };
  const result = setContents(cursor, () => cursor.expectMark('}'));
  if (result.kind === 'set' && result.items.length === 1 && result.items[0] !== undefined) return result.items[0];
  return result;
}

/** `\{…\}`: a set, by its members or by a condition. */
export function parseEscapedBrace(cursor: Cursor): Expression {
  if (cursor.takeCommand('}')) return { kind: 'set', items: [] };
  return setContents(cursor, () => {
    if (!cursor.takeCommand('}')) throw new Unreadable('a set that is never closed');
  });
}

function setContents(cursor: Cursor, close: () => void): Expression {
  const inside = cursor.nested(() => cursor.withBars(true, () => cursor.rules.list(cursor)));
  if (cursor.takeCommand('choose')) {
    const bottom = cursor.nested(() => cursor.rules.sum(cursor));
    close();
    return apply('binomial', inside, bottom);
  }
  if (cursor.takeMark('|', ':') || cursor.takeCommand('mid', 'colon')) {
    const condition = inner(cursor);
    close();
    const isVariable = inside.kind === 'symbol' || (inside.kind === 'relation' && inside.operators[0] === '∈');
    if (!isVariable) throw new Unreadable('a set by a condition on something that is no variable');
    return condition;
  }
  close();
  return { kind: 'set', items: inside.kind === 'list' ? inside.items : [inside] };
}

/** `|x|`, and the determinant of a matrix. */
export function parseBars(cursor: Cursor): Expression {
  cursor.expectMark('|');
  const inside = cursor.nested(() => cursor.withBars(true, () => cursor.rules.sum(cursor)));
  cursor.expectMark('|');
  return apply(isScalar(inside) ? 'abs' : 'norm', inside);
}

export function parseNorm(cursor: Cursor): Expression {
  const inside = cursor.nested(() => cursor.rules.sum(cursor));
  if (!cursor.takeCommand('|')) throw new Unreadable('a norm that is never closed');
  return apply('norm', inside);
}

/** `\langle 1, 2, 3 \rangle`. */
export function parseAngle(cursor: Cursor): Expression {
  const inside = inner(cursor);
  if (!cursor.takeCommand('rangle')) throw new Unreadable('\\rangle expected');
  return { kind: 'tuple', items: inside.kind === 'list' ? inside.items : [inside], brackets: '⟨⟩' };
}
