import * as complex from './complex.ts';
import { type Complex, isReal, PI, Real, real } from './complex.ts';

const LARGEST_ANGLE = 1e12;

/** Functions of one real number; undefined outside their domain. */
const REAL_FUNCTIONS: Readonly<Record<string, (x: Real) => Real | undefined>> = {
  sin: (x) => (x.abs().lt(LARGEST_ANGLE) ? x.sin() : undefined),
  cos: (x) => (x.abs().lt(LARGEST_ANGLE) ? x.cos() : undefined),
  tan: (x) => quotient(x, (y) => y.sin(), (y) => y.cos()),
  cot: (x) => quotient(x, (y) => y.cos(), (y) => y.sin()),
  sec: (x) => quotient(x, () => new Real(1), (y) => y.cos()),
  csc: (x) => quotient(x, () => new Real(1), (y) => y.sin()),
  sinh: (x) => (x.abs().lt(1e5) ? x.sinh() : undefined),
  cosh: (x) => (x.abs().lt(1e5) ? x.cosh() : undefined),
  tanh: (x) => x.tanh(),
  coth: (x) => (x.isZero() ? undefined : new Real(1).div(x.tanh())),
  arcsin: (x) => (x.abs().lte(1) ? x.asin() : undefined),
  arccos: (x) => (x.abs().lte(1) ? x.acos() : undefined),
  arctan: (x) => x.atan(),
  arccot: (x) => PI.div(2).minus(x.atan()),
  arcsec: (x) => (x.abs().gte(1) ? new Real(1).div(x).acos() : undefined),
  arccsc: (x) => (x.abs().gte(1) ? new Real(1).div(x).asin() : undefined),
  arcsinh: (x) => x.asinh(),
  arccosh: (x) => (x.gte(1) ? x.acosh() : undefined),
  arctanh: (x) => (x.abs().lt(1) ? x.atanh() : undefined),
  sgn: (x) => new Real(x.isZero() ? 0 : x.isNegative() ? -1 : 1),
}; // prettier-ignore

function quotient(x: Real, top: (x: Real) => Real, bottom: (x: Real) => Real): Real | undefined {
  if (x.abs().gte(LARGEST_ANGLE)) return undefined;
  const below = bottom(x);
  // At a pole sixty digits leave a tiny number where zero belongs.
  return below.abs().lt('1e-50') ? undefined : top(x).div(below);
}

/** @param logBase what `\log` without a base means */
export function functionValue(operator: string, values: readonly Complex[], logBase: 10 | 'e'): Complex | undefined {
  const [a, b] = values;
  if (a === undefined) return undefined;
  switch (operator) {
    case 'negate':
      return complex.negate(a);
    case 'multiply':
      return b && complex.multiply(a, b);
    case 'divide':
      return b && complex.divide(a, b);
    case 'power':
      return b && complex.power(a, b);
    case 'sqrt':
      return complex.squareRoot(a);
    case 'root':
      return b && root(a, b);
    case 'abs':
    case 'norm':
      return real(complex.modulus(a));
    case 'ln':
      return complex.logarithm(a);
    case 'log':
      return logarithmTo(a, b ?? (logBase === 10 ? real(10) : undefined));
    case 'Re':
      return real(a.re);
    case 'Im':
      return real(a.im);
    case 'arg':
      return real(complex.argument(a));
    case 'conjugate':
      return { re: a.re, im: a.im.neg() };
    case 'max':
    case 'min':
      return values.every(isReal)
        ? real(values.map(({ re }) => re).reduce((x, y) => (x.gt(y) === (operator === 'max') ? x : y)))
        : undefined;
    default:
      return realFunction(operator, a);
  }
}

function realFunction(operator: string, a: Complex): Complex | undefined {
  const result = isReal(a) ? REAL_FUNCTIONS[operator]?.(a.re) : undefined;
  return result && real(result);
}

/** Odd roots of negative numbers are the real ones, as schools have it. */
function root(value: Complex, degree: Complex): Complex | undefined {
  if (!isReal(degree) || !degree.re.isInteger() || degree.re.isZero()) return undefined;
  const exponent = complex.divide(real(1), degree);
  if (exponent === undefined) return undefined;
  const isOdd = !degree.re.mod(2).isZero();
  if (isOdd && isReal(value) && value.re.isNegative()) {
    const positive = complex.power(complex.negate(value), exponent);
    return positive && complex.negate(positive);
  }
  return complex.power(value, exponent);
}

function logarithmTo(value: Complex, base: Complex | undefined): Complex | undefined {
  const log = complex.logarithm(value);
  if (base === undefined) return log;
  const logBase = complex.logarithm(base);
  return log && logBase && complex.divide(log, logBase);
}
