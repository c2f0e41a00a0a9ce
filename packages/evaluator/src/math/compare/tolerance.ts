import type { Expression, NumberExpression } from '../expression.ts';
import { type Complex, modulus, multiply, real, Real } from '../value/complex.ts';
import type { Rational } from '../value/rational.ts';
import { equal, type Outcome, type Tolerance } from './context.ts';
import { show } from './show.ts';

/** From this many digits behind the point on, a decimal number is a machine's rounding of what it could not write. */
const MACHINE_DIGITS = 10;

/** An expression with its value, exact where it is rational. */
export interface Valued {
  expression: Expression;
  value: Complex;
  exact: Rational | undefined;
}

/** Equal where two different values are near enough for the profile, or one is the other as a machine prints it. */
export function withinTolerance(answer: Valued, reference: Valued, tolerance: Tolerance): Outcome | undefined {
  const [a, b] = [answer.value, reference.value];
  const [shownA, shownB] = [show(answer.expression), show(reference.expression)];
  if (isMachineRounding(answer, reference) || isMachineRounding(reference, answer)) {
    return equal(`${shownA} = ${shownB} to the decimals written (a machine's rounding)`);
  }
  const { precision, relative, percentFactor } = tolerance;
  if (precision !== undefined && isRounded(a, b, precision))
    return equal(`${shownA} = ${shownB} rounded to ${precision} decimals`);
  if (relative === 0) return undefined;
  for (const factor of percentFactor ? ['1', '100', '0.01'] : ['1']) {
    const target = multiply(b, real(factor));
    if (distance(a, target).lte(Real.max(modulus(a), modulus(target)).times(relative))) {
      const times = factor === '1' ? '' : ` times ${factor}`;
      return equal(`${shownA} is ${shownB}${times} to within ${relative} of its size`);
    }
  }
  return undefined;
}

const distance = (a: Complex, b: Complex): Real => modulus({ re: a.re.minus(b.re), im: a.im.minus(b.im) });

/** The number behind a sign, where an expression is nothing more. */
function literalOf(expression: Expression): NumberExpression | undefined {
  if (expression.kind === 'number') return expression;
  const isNegated = expression.kind === 'apply' && expression.operator === 'negate';
  return isNegated && expression.operands[0]?.kind === 'number' ? expression.operands[0] : undefined;
}

/** Whether a long decimal number is how a machine prints another value: 0.333333333333 for 1/3, not 0.9999999999 for 1. */
function isMachineRounding(decimal: Valued, other: Valued): boolean {
  const literal = literalOf(decimal.expression);
  const digits = literal?.fractionDigits ?? 0;
  if (literal === undefined || digits < MACHINE_DIGITS || significantDigits(literal) < MACHINE_DIGITS) return false;
  const difference = distance(decimal.value, other.value);
  // Doubles carry 53 bits: the last digits of what they print may be noise.
  if (difference.lte(modulus(other.value).times('4e-16'))) return true;
  const isShort = other.exact !== undefined && 10n ** BigInt(MACHINE_DIGITS - 1) % other.exact.d === 0n;
  return !isShort && difference.lte(Real.pow(10, -digits));
}

function significantDigits({ value, fractionDigits = 0 }: NumberExpression): number {
  const digits = ((value.n < 0n ? -value.n : value.n) * 10n ** BigInt(fractionDigits)) / value.d;
  return digits.toString().length;
}

function isRounded(a: Complex, b: Complex, precision: number): boolean {
  return [['re', 're'] as const, ['im', 'im'] as const].every(([x, y]) =>
    a[x].toDecimalPlaces(precision).equals(b[y].toDecimalPlaces(precision)),
  );
}
