import {
  apply,
  type Expression,
  type ExpressionOf,
  freeSymbols,
  INFINITY,
  MINUS_INFINITY,
  type RelationOperator,
} from '../expression.ts';
import { exactValue } from '../value/exact.ts';
import { numericValue } from '../value/numeric.ts';
import { type Rational, rational, subtract } from '../value/rational.ts';
import { isReal, isSame, real, type Real } from '../value/complex.ts';
import type { Context } from './context.ts';
import { complement, intersect, piece, type RealSet, toRealSet, unionOf } from './real-set.ts';

/** The real numbers that a relation (or several, joined by "and" or "or") in one variable allows, where it is linear. */
export function solutionSet(expression: Expression, context: Context): RealSet | undefined {
  if (expression.kind === 'list') return solutionsOfList(expression, context);
  if (expression.kind !== 'relation') return undefined;
  const names = [...freeSymbols(expression)];
  const [variable] = names;
  if (variable === undefined || names.length > 1) return undefined;
  let result: RealSet | undefined;
  for (const [at, operator] of expression.operators.entries()) {
    const [left, right] = [expression.operands[at], expression.operands[at + 1]];
    if (left === undefined || right === undefined) return undefined;
    const part = solve(left, operator, right, variable, context);
    if (part === undefined) return undefined;
    result = result === undefined ? part : intersect(result, part);
  }
  return result;
}

function solutionsOfList({ items, joined }: ExpressionOf<'list'>, context: Context): RealSet | undefined {
  if (!items.every((item) => item.kind === 'relation' && item.operators.every((operator) => operator !== '=')))
    return undefined;
  const sets = items.map((item) => solutionSet(item, context));
  if (joined === 'or') return unionOf(sets);
  const [first, ...more] = sets;
  let both = first;
  for (const set of more) both = both === undefined || set === undefined ? undefined : intersect(both, set);
  // "x < 1 and x > 3" means both pieces.
  return both?.length === 0 ? unionOf(sets) : both;
}

function solve(
  left: Expression,
  operator: RelationOperator,
  right: Expression,
  variable: string,
  context: Context,
): RealSet | undefined {
  if (operator === '∈') return left.kind === 'symbol' ? toRealSet(right, context) : undefined;
  if (!/^[<>≤≥≠]$/.test(operator)) return undefined;
  const split = splitAbsolute(left, operator, right);
  if (split !== undefined) {
    const [low, high] = split.parts.map(([one, other]) => solve(one, split.operator, other, variable, context));
    if (low === undefined || high === undefined) return undefined;
    return split.isBoth ? intersect(low, high) : unionOf([low, high]);
  }
  const bound = isolate(left, right, variable, context);
  if (bound === undefined) return undefined;
  const { at, isReversed } = bound;
  if (operator === '≠') {
    const point = piece(at, at, true, true, context);
    return point && complement(point);
  }
  const isClosed = operator === '≤' || operator === '≥';
  const isBelow = (operator === '<' || operator === '≤') !== isReversed;
  return isBelow ? piece(MINUS_INFINITY, at, false, isClosed, context) : piece(at, INFINITY, isClosed, false, context);
}

/** `|f| < c` as `f < c` and `-f < c`; `|f| > c` as one or the other. */
function splitAbsolute(
  left: Expression,
  operator: RelationOperator,
  right: Expression,
): { parts: [Expression, Expression][]; operator: RelationOperator; isBoth: boolean } | undefined {
  const [inside] = left.kind === 'apply' && left.operator === 'abs' ? left.operands : [];
  if (inside === undefined || operator === '≠' || freeSymbols(right).size > 0) return undefined;
  const parts: [Expression, Expression][] = [[inside, right], [apply('negate', inside), right]]; // prettier-ignore
  return { parts, operator, isBoth: operator === '<' || operator === '≤' };
}

/** `a·x + b` on the left, compared with zero: where it is zero, and whether it falls there. */
function isolate(
  left: Expression,
  right: Expression,
  variable: string,
  context: Context,
): { at: Expression; isReversed: boolean } | undefined {
  // A bound that already stands alone keeps the form it was written in.
  if (left.kind === 'symbol' && !freeSymbols(right).has(variable)) return { at: right, isReversed: false };
  if (right.kind === 'symbol' && !freeSymbols(left).has(variable)) return { at: left, isReversed: true };
  const difference = apply('add', left, apply('negate', right));
  const values = [0, 1, 5, -3].map((point) => valueAt(difference, variable, rational(point), context));
  const [zero, one, five, minusThree] = values;
  if (zero === undefined || one === undefined || five === undefined || minusThree === undefined) return undefined;
  const slope = one.minus(zero);
  const onLine = (value: Real, at: number): boolean =>
    isSame(real(value), real(zero.plus(slope.times(at))), slope.abs().plus(zero.abs()));
  if (slope.isZero() || !onLine(five, 5) || !onLine(minusThree, -3)) return undefined;
  return { at: rootOf(difference, variable, context), isReversed: slope.isNegative() };
}

/** −b/a as an expression, exact where the coefficients are. */
function rootOf(difference: Expression, variable: string, context: Context): Expression {
  const at = (point: number): Expression => substitute(difference, variable, rational(point));
  const [zero, one] = [0, 1].map((point) =>
    exactValue(at(point), { symbols: new Map(), logBase: 10, budget: context.budget }),
  );
  if (zero !== undefined && one !== undefined) {
    const slope = subtract(one, zero);
    return { kind: 'number', value: rational(-zero.n * slope.d, zero.d * slope.n) };
  }
  return apply('divide', apply('negate', at(0)), apply('add', at(1), apply('negate', at(0))));
}

function substitute(expression: Expression, variable: string, value: Rational): Expression {
  if (expression.kind === 'symbol' && expression.name === variable) return { kind: 'number', value };
  if (expression.kind !== 'apply') return expression;
  return { ...expression, operands: expression.operands.map((operand) => substitute(operand, variable, value)) };
}

function valueAt(expression: Expression, variable: string, value: Rational, context: Context): Real | undefined {
  const result = numericValue(expression, {
    symbols: new Map([[variable, value]]),
    logBase: 10,
    budget: context.budget,
  });
  return result !== undefined && isReal(result.value) ? result.value.re : undefined;
}
