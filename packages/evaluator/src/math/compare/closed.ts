import { contains, type Expression } from '../expression.ts';
import * as complex from '../value/complex.ts';
import { type Complex, fromRational, Real, show as showValue } from '../value/complex.ts';
import type { Environment } from '../value/environment.ts';
import { exactValue } from '../value/exact.ts';
import { numericValue } from '../value/numeric.ts';
import { equals, type Rational } from '../value/rational.ts';
import { type Context, equal, type Outcome, undecided, unequal } from './context.ts';
import { show } from './show.ts';
import { type Valued, withinTolerance } from './tolerance.ts';

/** Compares two expressions without free symbols by their values: exactly where they are rational, else to 60 digits. */
export function compareClosed(answer: Expression, reference: Expression, context: Context): Outcome {
  const signs = [infiniteSign(answer), infiniteSign(reference)];
  if (signs.some((sign) => sign !== 0)) {
    return signs[0] === signs[1]
      ? equal('both are infinite with the same sign')
      : unequal(`${show(answer)} against ${show(reference)}`);
  }
  const hasOpenLog = [answer, reference].some((side) => contains(side, isOpenLog));
  const bases = hasOpenLog ? ([10, 'e'] as const) : ([10] as const);
  let last: Outcome | undefined;
  for (const logBase of bases) {
    last = compareWith(answer, reference, { symbols: new Map(), logBase, budget: context.budget }, context);
    if (last.verdict === 'equal')
      return hasOpenLog ? equal(`${last.reason} (log taken as ${logBase === 10 ? 'decimal' : 'natural'})`) : last;
  }
  return last ?? undecided('no value');
}

const isOpenLog = (part: Expression): boolean =>
  part.kind === 'apply' && part.operator === 'log' && part.operands.length === 1;

function infiniteSign(expression: Expression): -1 | 0 | 1 {
  if (expression.kind === 'constant' && expression.name === 'infinity') return 1;
  if (expression.kind === 'apply' && expression.operator === 'negate' && expression.operands[0] !== undefined) {
    return infiniteSign(expression.operands[0]) === 1 ? -1 : 0;
  }
  return 0;
}

function compareWith(answer: Expression, reference: Expression, environment: Environment, context: Context): Outcome {
  const [a, b] = [exactValue(answer, environment), exactValue(reference, environment)];
  const both = `${show(answer)} against ${show(reference)}`;
  if (a !== undefined && b !== undefined) {
    if (equals(a, b)) return equal(`${show(answer)} = ${show(reference)} exactly`);
    const [x, y] = [fromRational(a), fromRational(b)];
    return (
      withinTolerance(valued(answer, x, a), valued(reference, y, b), context) ?? unequal(`${both}: ${relation(x, y)}`)
    );
  }
  const [x, y] = [
    a ? exact(fromRational(a)) : numericValue(answer, environment),
    b ? exact(fromRational(b)) : numericValue(reference, environment),
  ];
  if (x === undefined || y === undefined)
    return undecided(`${show(x === undefined ? answer : reference)} has no value that can be worked out`);
  if (complex.isSame(x.value, y.value, Real.max(x.peak, y.peak))) {
    return equal(`both are ${showValue(x.value, 12)} (the same to 45 digits)`);
  }
  return (
    withinTolerance(valued(answer, x.value, a), valued(reference, y.value, b), context) ??
    unequal(`${both}: ${relation(x.value, y.value)}`)
  );
}

const valued = (expression: Expression, value: Complex, exactly: Rational | undefined): Valued => ({
  expression,
  value,
  exact: exactly,
});
const exact = (value: Complex): { value: Complex; peak: Real } => ({ value, peak: new Real(0) });

function relation(a: Complex, b: Complex): string {
  const [shortA, shortB] = [showValue(a), showValue(b)];
  return shortA === shortB ? `${showValue(a, 30)} is not ${showValue(b, 30)}` : `${shortA} is not ${shortB}`;
}
