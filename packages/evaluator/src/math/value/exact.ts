import type { Expression } from '../expression.ts';
import { MAX_BITS, MAX_FACTORIAL } from '../limits.ts';
import { type Environment, withSymbol } from './environment.ts';
import {
  absolute, add, bits, compare, divide, floor, gcd, integerRoot, isInteger, multiply, negate, ONE, type Rational, rational, ZERO,
} from './rational.ts'; // prettier-ignore
import { hashedValue } from './unknown-function.ts';

/** The value where it is rational and can be worked out exactly; undefined otherwise. */
export function exactValue(expression: Expression, environment: Environment): Rational | undefined {
  environment.budget.spend();
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'symbol':
      return environment.symbols.get(expression.name);
    case 'constant':
      // In a sum over i, i is no imaginary unit.
      return environment.symbols.get(expression.name);
    case 'quantity':
      return expression.unit === '%' ? scaled(expression.value, environment) : undefined;
    case 'binder':
      return exactBinder(expression, environment);
    case 'apply':
      return exactApply(expression.operator, expression.operands, environment);
    default:
      return undefined;
  }
}

function scaled(value: Expression, environment: Environment): Rational | undefined {
  const exact = exactValue(value, environment);
  return exact && divide(exact, rational(100));
}

function exactApply(operator: string, operands: readonly Expression[], environment: Environment): Rational | undefined {
  const values: Rational[] = [];
  for (const operand of operands) {
    const value = exactValue(operand, environment);
    if (value === undefined || bits(value) > MAX_BITS) return undefined;
    values.push(value);
  }
  const [a, b] = values;
  if (operator.startsWith('call:')) return hashedValue(operator, values);
  if (a === undefined) return undefined;
  if (b === undefined) return unary(operator, a);
  if (operator === 'max') return values.reduce((one, other) => (compare(one, other) > 0 ? one : other));
  if (operator === 'min') return values.reduce((one, other) => (compare(one, other) < 0 ? one : other));
  return binary(operator, a, b);
}

function unary(operator: string, a: Rational): Rational | undefined {
  switch (operator) {
    case 'negate':
      return negate(a);
    case 'abs':
      return absolute(a);
    case 'floor':
      return rational(floor(a));
    case 'ceil':
      return rational(-floor(negate(a)));
    case 'sgn':
      return rational(a.n > 0n ? 1 : a.n < 0n ? -1 : 0);
    case 'sqrt':
      return root(a, 2n);
    case 'factorial':
      return isInteger(a) && a.n >= 0n && a.n <= MAX_FACTORIAL ? rational(factorial(Number(a.n))) : undefined;
    default:
      return undefined;
  }
}

function binary(operator: string, a: Rational, b: Rational): Rational | undefined {
  switch (operator) {
    case 'add':
      return add(a, b);
    case 'multiply':
      return multiply(a, b);
    case 'divide':
      return divide(a, b);
    case 'power':
      return power(a, b);
    case 'root':
      return isInteger(b) && b.n > 1n && b.n < 1000n ? root(a, b.n) : undefined;
    case 'binomial':
      return binomial(a, b);
    case 'gcd':
      return isInteger(a) && isInteger(b) ? rational(gcd(a.n, b.n)) : undefined;
    case 'lcm':
      return isInteger(a) && isInteger(b) && a.n !== 0n && b.n !== 0n
        ? absolute(rational(a.n * b.n, gcd(a.n, b.n)))
        : undefined;
    case 'mod':
      return undefined;
    default:
      return undefined;
  }
}

function power(base: Rational, exponent: Rational): Rational | undefined {
  if (!isInteger(exponent)) {
    // 8^(2/3): only where the root is exact and the base positive, as roots of negative numbers have two conventions.
    if (base.n <= 0n || exponent.d > 1000n) return undefined;
    const exactRoot = root(base, exponent.d);
    return exactRoot && power(exactRoot, rational(exponent.n));
  }
  const times = exponent.n < 0n ? -exponent.n : exponent.n;
  if (base.n === 0n) return exponent.n > 0n ? ZERO : exponent.n === 0n ? undefined : undefined;
  if (base.d === 1n && (base.n === 1n || base.n === -1n))
    return base.n === 1n || times % 2n === 0n ? ONE : rational(-1);
  if (times > BigInt(MAX_BITS) || bits(base) * Number(times) > MAX_BITS) return undefined;
  const raised = { n: base.n ** times, d: base.d ** times };
  return exponent.n < 0n ? divide(ONE, raised) : raised;
}

function root(value: Rational, degree: bigint): Rational | undefined {
  const [top, bottom] = [integerRoot(value.n, degree), integerRoot(value.d, degree)];
  return top === undefined || bottom === undefined ? undefined : rational(top, bottom);
}

function factorial(value: number): bigint {
  let product = 1n;
  for (let factor = 2; factor <= value; factor++) product *= BigInt(factor);
  return product;
}

function binomial(top: Rational, bottom: Rational): Rational | undefined {
  if (!isInteger(top) || !isInteger(bottom) || top.n < 0n || top.n > MAX_FACTORIAL) return undefined;
  if (bottom.n < 0n || bottom.n > top.n) return ZERO;
  let result = 1n;
  for (let step = 1n; step <= bottom.n; step++) result = (result * (top.n - bottom.n + step)) / step;
  return rational(result);
}

/** Sums and products over whole numbers between bounds that are known. */
function exactBinder(
  expression: Extract<Expression, { kind: 'binder' }>,
  environment: Environment,
): Rational | undefined {
  const { operator, variable, body, from, to } = expression;
  if ((operator !== 'sum' && operator !== 'product') || from === undefined || to === undefined) return undefined;
  const [first, last] = [exactValue(from, environment), exactValue(to, environment)];
  if (first === undefined || last === undefined || !isInteger(first) || !isInteger(last) || last.n - first.n > 5_000n)
    return undefined;
  let result = operator === 'sum' ? ZERO : ONE;
  for (let index = first.n; index <= last.n; index++) {
    const term = exactValue(body, withSymbol(environment, variable, rational(index)));
    if (term === undefined || bits(result) > MAX_BITS) return undefined;
    result = operator === 'sum' ? add(result, term) : multiply(result, term);
  }
  return result;
}
