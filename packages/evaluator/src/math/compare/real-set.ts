import type { Expression } from '../expression.ts';
import { INFINITY, MINUS_INFINITY } from '../expression.ts';
import { isReal, Real } from '../value/complex.ts';
import { numericValue } from '../value/numeric.ts';
import type { Context } from './context.ts';

/** One end of a piece of the real line. */
export interface End {
  at: Real;
  expression: Expression;
  closed: boolean;
}

/** A set of real numbers as pieces that neither overlap nor touch, from left to right. */
export type RealSet = readonly Piece[];
export interface Piece {
  low: End;
  high: End;
}

const NOWHERE: RealSet = [];
const EVERYWHERE: RealSet = [
  {
    low: { at: new Real(-Infinity), expression: MINUS_INFINITY, closed: false },
    high: { at: new Real(Infinity), expression: INFINITY, closed: false },
  },
];

/** The set that an expression describes by intervals and points; undefined where an end has no value. */
export function toRealSet(expression: Expression, context: Context): RealSet | undefined {
  context.budget.spend();
  switch (expression.kind) {
    case 'interval':
      return piece(expression.low, expression.high, expression.lowClosed, expression.highClosed, context);
    case 'tuple': {
      const [low, high, ...more] = expression.items;
      if (low === undefined || high === undefined || more.length > 0 || expression.brackets === '⟨⟩') return undefined;
      return piece(low, high, expression.brackets === '[]', expression.brackets === '[]', context);
    }
    case 'named-set':
      return expression.name === 'reals' ? EVERYWHERE : expression.name === 'empty' ? NOWHERE : undefined;
    case 'set':
      return unionOf(expression.items.map((item) => piece(item, item, true, true, context)));
    case 'set-operation': {
      const [left, right] = [toRealSet(expression.left, context), toRealSet(expression.right, context)];
      if (left === undefined || right === undefined) return undefined;
      if (expression.operator === 'union') return normalise([...left, ...right]);
      return intersect(left, expression.operator === 'intersection' ? right : complement(right));
    }
    default:
      return undefined;
  }
}

export function unionOf(sets: readonly (RealSet | undefined)[]): RealSet | undefined {
  const pieces: Piece[] = [];
  for (const set of sets) {
    if (set === undefined) return undefined;
    pieces.push(...set);
  }
  return normalise(pieces);
}

export function piece(
  low: Expression,
  high: Expression,
  lowClosed: boolean,
  highClosed: boolean,
  context: Context,
): RealSet | undefined {
  const [from, to] = [position(low, context), position(high, context)];
  if (from === undefined || to === undefined) return undefined;
  const isEmpty = from.gt(to) || (from.eq(to) && !(lowClosed && highClosed));
  if (isEmpty) return undefined;
  return [
    {
      low: { at: from, expression: low, closed: lowClosed && from.isFinite() },
      high: { at: to, expression: high, closed: highClosed && to.isFinite() },
    },
  ];
}

function position(expression: Expression, context: Context): Real | undefined {
  if (expression.kind === 'constant' && expression.name === 'infinity') return new Real(Infinity);
  if (expression.kind === 'apply' && expression.operator === 'negate' && expression.operands[0]?.kind === 'constant') {
    if (expression.operands[0].name === 'infinity') return new Real(-Infinity);
  }
  const result = numericValue(expression, { symbols: new Map(), logBase: 10, budget: context.budget });
  return result !== undefined && isReal(result.value) ? result.value.re : undefined;
}

/** Two positions are one where sixty digits tell them apart by rounding alone. */
function isSamePlace(a: Real, b: Real): boolean {
  return a.eq(b) || (a.isFinite() && b.isFinite() && a.minus(b).abs().lte(Real.max(a.abs(), 1).times('1e-45')));
}

function normalise(pieces: readonly Piece[]): RealSet {
  const sorted = [...pieces].sort((a, b) => {
    if (!isSamePlace(a.low.at, b.low.at)) return a.low.at.lt(b.low.at) ? -1 : 1;
    return Number(b.low.closed) - Number(a.low.closed);
  });
  const result: Piece[] = [];
  for (const next of sorted) {
    const last = result.at(-1);
    const touches =
      last !== undefined &&
      (isSamePlace(next.low.at, last.high.at) ? next.low.closed || last.high.closed : next.low.at.lt(last.high.at));
    if (!touches) result.push(next);
    else result[result.length - 1] = { low: last.low, high: further(last.high, next.high) };
  }
  return result;
}

function further(a: End, b: End): End {
  if (isSamePlace(a.at, b.at)) return a.closed ? a : b;
  return a.at.gt(b.at) ? a : b;
}

export function intersect(a: RealSet, b: RealSet): RealSet {
  const pieces: Piece[] = [];
  for (const one of a) {
    for (const other of b) {
      const low = later(one.low, other.low);
      const high = earlier(one.high, other.high);
      const isPoint = isSamePlace(low.at, high.at);
      if (isPoint ? low.closed && high.closed : low.at.lt(high.at)) pieces.push({ low, high });
    }
  }
  return normalise(pieces);
}

function later(a: End, b: End): End {
  if (isSamePlace(a.at, b.at)) return a.closed ? b : a;
  return a.at.gt(b.at) ? a : b;
}

function earlier(a: End, b: End): End {
  if (isSamePlace(a.at, b.at)) return a.closed ? b : a;
  return a.at.lt(b.at) ? a : b;
}

export function complement(set: RealSet): RealSet {
  let rest = EVERYWHERE;
  for (const { low, high } of set) {
    const [everything] = EVERYWHERE;
    if (everything === undefined) break;
    const before = { low: everything.low, high: { ...low, closed: !low.closed } };
    const behind = { low: { ...high, closed: !high.closed }, high: everything.high };
    rest = intersect(rest, normalise([before, behind].filter((part) => part.low.at.lt(part.high.at))));
  }
  return rest;
}
