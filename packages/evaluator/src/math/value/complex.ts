import { Decimal } from 'decimal.js';
import type { Rational } from './rational.ts';

/** Digits that values are worked out with, and the relative difference below which two of them are the same. */
const DIGITS = 60;
const SAME = 1e-45;

/** A constructor of our own: the library's settings are per constructor, and others may use it too. */
export const Real = Decimal.clone({ precision: DIGITS, toExpPos: 30, toExpNeg: -30, maxE: 1e7, minE: -1e7 });
export type Real = Decimal;

export interface Complex {
  re: Real;
  im: Real;
}

export const real = (value: Real | number | string): Complex => ({ re: new Real(value), im: new Real(0) });
export const fromRational = ({ n, d }: Rational): Complex => real(new Real(n.toString()).div(d.toString()));
export const PI = Real.acos(-1);
export const isReal = ({ im, re }: Complex): boolean => im.isZero() || im.abs().lte(re.abs().plus(1).times('1e-50'));
export const add = (a: Complex, b: Complex): Complex => ({ re: a.re.plus(b.re), im: a.im.plus(b.im) });
export const negate = (a: Complex): Complex => ({ re: a.re.neg(), im: a.im.neg() });
export const modulus = (a: Complex): Real => (a.im.isZero() ? a.re.abs() : Real.hypot(a.re, a.im));

export function multiply(a: Complex, b: Complex): Complex {
  if (a.im.isZero() && b.im.isZero()) return { re: a.re.times(b.re), im: a.im };
  return { re: a.re.times(b.re).minus(a.im.times(b.im)), im: a.re.times(b.im).plus(a.im.times(b.re)) };
}

/** Undefined for a division by zero. */
export function divide(a: Complex, b: Complex): Complex | undefined {
  if (b.re.isZero() && b.im.isZero()) return undefined;
  if (a.im.isZero() && b.im.isZero()) return { re: a.re.div(b.re), im: a.im };
  const size = b.re.times(b.re).plus(b.im.times(b.im));
  const { re, im } = multiply(a, { re: b.re, im: b.im.neg() });
  return { re: re.div(size), im: im.div(size) };
}

function exponential({ re, im }: Complex): Complex | undefined {
  if (re.abs().gt(1e6) || im.abs().gt(1e12)) return undefined;
  const size = re.exp();
  return im.isZero() ? { re: size, im } : { re: size.times(im.cos()), im: size.times(im.sin()) };
}

/** The principal value. */
export function logarithm(a: Complex): Complex | undefined {
  const size = modulus(a);
  if (size.isZero()) return undefined;
  return { re: size.ln(), im: argument(a) };
}

export const argument = ({ re, im }: Complex): Real => {
  if (im.isZero()) return re.isNegative() ? PI : new Real(0);
  return Real.atan2(im, re);
};

export function squareRoot(a: Complex): Complex {
  if (a.im.isZero()) {
    return a.re.isNegative() ? { re: new Real(0), im: a.re.neg().sqrt() } : { re: a.re.sqrt(), im: a.im };
  }
  const size = modulus(a);
  const [re, im] = [size.plus(a.re).div(2).sqrt(), size.minus(a.re).div(2).sqrt()];
  return { re, im: a.im.isNegative() ? im.neg() : im };
}

export function power(base: Complex, exponent: Complex): Complex | undefined {
  if (base.re.isZero() && base.im.isZero()) return exponent.re.gt(0) ? real(0) : undefined;
  if (exponent.im.isZero() && exponent.re.isInteger() && exponent.re.abs().lte(1e15))
    return integerPower(base, exponent.re);
  if (base.im.isZero() && exponent.im.isZero() && !base.re.isNegative()) {
    if (exponent.re.times(base.re.ln()).abs().gt(1e6)) return undefined;
    return real(base.re.pow(exponent.re));
  }
  const log = logarithm(base);
  return log && exponential(multiply(exponent, log));
}

function integerPower(base: Complex, exponent: Real): Complex | undefined {
  if (base.im.isZero()) {
    const result = base.re.pow(exponent);
    return result.isFinite() && !(result.isZero() && !base.re.isZero()) ? real(result) : undefined;
  }
  if (exponent.abs().gt(10_000)) return undefined;
  let result = real(1);
  let square = base;
  for (let rest = exponent.abs().toNumber(); rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = multiply(result, square);
    square = multiply(square, square);
  }
  return exponent.isNegative() ? divide(real(1), result) : result;
}

/** Whether two values are the same to within what {@link DIGITS} digits can tell; `peak` is the largest term met. */
export function isSame(a: Complex, b: Complex, peak: Real): boolean {
  const difference = modulus({ re: a.re.minus(b.re), im: a.im.minus(b.im) });
  if (difference.isZero()) return true;
  const size = Real.max(modulus(a), modulus(b));
  return difference.lte(size.times(SAME)) || (difference.lte(peak.times('1e-52')) && size.lte(peak.times('1e-20')));
}

/** Some digits of a value, to show. */
export function show({ re, im }: Complex, digits = 8): string {
  const [x, y] = [re.toSignificantDigits(digits), im.toSignificantDigits(digits)];
  if (im.abs().lte(modulus({ re, im }).times('1e-40'))) return x.toString();
  return `${x.toString()} ${y.isNegative() ? '−' : '+'} ${y.abs().toString()}i`;
}
