import type { Expression, NumberExpression } from '../expression.ts';
import { type Complex, modulus, multiply, real, Real } from '../value/complex.ts';
import { equal, type Outcome, type Tolerance } from './context.ts';
import { show } from './show.ts';

/** From this many digits behind the point on, a decimal number is a machine's rounding of what it could not write. */
const MACHINE_DIGITS = 10;

/** Equal where two different values are near enough for the profile, or one is the other as a machine prints it. */
export function withinTolerance(
  answer: Expression,
  reference: Expression,
  a: Complex,
  b: Complex,
  tolerance: Tolerance,
): Outcome | undefined {
  const difference = distance(a, b);
  for (const literal of [literalOf(answer), literalOf(reference)]) {
    const digits = literal?.fractionDigits ?? 0;
    if (literal === undefined || digits < MACHINE_DIGITS) continue;
    const unit = Real.pow(10, -digits);
    // Doubles carry 53 bits: long numbers print more digits than they know.
    if (difference.lte(Real.max(unit, modulus(b).times('4e-16'))) && hasDigits(literal)) {
      return equal(`${show(answer)} = ${show(reference)} to the ${digits} decimals written (a machine's rounding)`);
    }
  }
  const { precision, relative, percentFactor } = tolerance;
  if (precision !== undefined && isRounded(a, b, precision)) return equal(`${show(answer)} = ${show(reference)} rounded to ${precision} decimals`);
  if (relative === 0) return undefined;
  for (const factor of percentFactor ? ['1', '100', '0.01'] : ['1']) {
    const target = multiply(b, real(factor));
    if (distance(a, target).lte(Real.max(modulus(a), modulus(target)).times(relative))) {
      const times = factor === '1' ? '' : ` times ${factor}`;
      return equal(`${show(answer)} is ${show(reference)}${times} to within ${relative} of its size`);
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

/** `0.00000000001` has eleven decimals but one digit: that is no rounding of anything. */
function hasDigits({ value, fractionDigits = 0 }: NumberExpression): boolean {
  const digits = ((value.n < 0n ? -value.n : value.n) * 10n ** BigInt(fractionDigits)) / value.d;
  return digits.toString().length >= 8;
}

function isRounded(a: Complex, b: Complex, precision: number): boolean {
  return [['re', 're'] as const, ['im', 'im'] as const].every(([x, y]) =>
    a[x].toDecimalPlaces(precision).equals(b[y].toDecimalPlaces(precision)),
  );
}
