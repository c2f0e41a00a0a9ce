import type { Expression } from '../expression.ts';
import * as complex from './complex.ts';
import { type Complex, PI, Real, real } from './complex.ts';
import type { Environment } from './environment.ts';
import { withSymbol } from './environment.ts';
import { exactValue } from './exact.ts';
import { functionValue } from './functions.ts';
import { isInteger, rational } from './rational.ts';

/** A value to 60 digits, and the largest term that was added on the way: what cancellation may have cost. */
interface NumericResult {
  value: Complex;
  peak: Real;
}

/** The value in high precision; undefined where it does not exist or cannot be worked out so. */
export function numericValue(expression: Expression, environment: Environment): NumericResult | undefined {
  const peak = { largest: new Real(0) };
  const value = evaluate(expression, environment, peak);
  if (value === undefined || !value.re.isFinite() || !value.im.isFinite()) return undefined;
  return { value, peak: peak.largest };
}

interface Peak {
  largest: Real;
}

function evaluate(expression: Expression, environment: Environment, peak: Peak): Complex | undefined {
  environment.budget.spend(8);
  switch (expression.kind) {
    case 'number':
      return complex.fromRational(expression.value);
    case 'symbol': {
      const value = environment.symbols.get(expression.name);
      return value && complex.fromRational(value);
    }
    case 'constant':
      return constantValue(expression.name, environment);
    case 'quantity':
      return quantityValue(expression, environment, peak);
    case 'binder':
      return binderValue(expression, environment, peak);
    case 'apply':
      return applyValue(expression, environment, peak);
    default:
      return undefined;
  }
}

function constantValue(name: string, environment: Environment): Complex | undefined {
  const bound = environment.symbols.get(name);
  if (bound !== undefined) return complex.fromRational(bound);
  if (name === 'pi') return real(PI);
  if (name === 'e') return real(Real.exp(1));
  return name === 'i' ? { re: new Real(0), im: new Real(1) } : undefined;
}

function quantityValue(
  { value, unit }: Extract<Expression, { kind: 'quantity' }>,
  environment: Environment,
  peak: Peak,
): Complex | undefined {
  const amount = evaluate(value, environment, peak);
  if (unit === '%') return amount && complex.divide(amount, real(100));
  if (unit === '°') return amount && complex.multiply(amount, real(PI.div(180)));
  return undefined;
}

function applyValue(
  { operator, operands }: Extract<Expression, { kind: 'apply' }>,
  environment: Environment,
  peak: Peak,
): Complex | undefined {
  if (/^(?:factorial|binomial|gcd|lcm|floor|ceil|call:)/.test(operator))
    return exactOnly(operator, operands, environment, peak);
  const values: Complex[] = [];
  for (const operand of operands) {
    const value = evaluate(operand, environment, peak);
    if (value === undefined) return undefined;
    values.push(value);
  }
  const [a, b] = values;
  if (a === undefined) return undefined;
  if (operator === 'add' && b !== undefined) {
    peak.largest = Real.max(peak.largest, complex.modulus(a), complex.modulus(b));
    return complex.add(a, b);
  }
  return functionValue(operator, values, environment.logBase);
}

/** What is defined for whole numbers, and functions without a definition: from exact arguments. */
function exactOnly(
  operator: string,
  operands: readonly Expression[],
  environment: Environment,
  peak: Peak,
): Complex | undefined {
  const exact = exactValue({ kind: 'apply', operator, operands }, environment);
  if (exact !== undefined) return complex.fromRational(exact);
  const [argument] = operands;
  if ((operator !== 'floor' && operator !== 'ceil') || argument === undefined) return undefined;
  const value = evaluate(argument, environment, peak);
  return value === undefined || !complex.isReal(value)
    ? undefined
    : real(operator === 'floor' ? value.re.floor() : value.re.ceil());
}

function binderValue(
  expression: Extract<Expression, { kind: 'binder' }>,
  environment: Environment,
  peak: Peak,
): Complex | undefined {
  const { operator, variable, body, from, to } = expression;
  if ((operator !== 'sum' && operator !== 'product') || from === undefined || to === undefined) return undefined;
  const [first, last] = [exactValue(from, environment), exactValue(to, environment)];
  if (first === undefined || last === undefined || !isInteger(first) || !isInteger(last) || last.n - first.n > 1_000n)
    return undefined;
  let result = real(operator === 'sum' ? 0 : 1);
  for (let index = first.n; index <= last.n; index++) {
    const term = evaluate(body, withSymbol(environment, variable, rational(index)), peak);
    if (term === undefined) return undefined;
    if (operator === 'sum') peak.largest = Real.max(peak.largest, complex.modulus(term));
    result = operator === 'sum' ? complex.add(result, term) : complex.multiply(result, term);
  }
  return result;
}
