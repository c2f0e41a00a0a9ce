import { NotComparable } from '../limits.ts';

/** An exact fraction in lowest terms; the denominator is positive. */
export interface Rational {
  readonly n: bigint;
  readonly d: bigint;
}

export const ZERO: Rational = { n: 0n, d: 1n };
export const ONE: Rational = { n: 1n, d: 1n };

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

export function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [magnitude(a), magnitude(b)];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/** @param d not zero */
export function rational(n: bigint | number, d: bigint | number = 1n): Rational {
  const [top, bottom] = [BigInt(n), BigInt(d)];
  const common = gcd(top, bottom) || 1n;
  const sign = bottom < 0n ? -1n : 1n;
  return { n: (sign * top) / common, d: (sign * bottom) / common };
}

export const add = (a: Rational, b: Rational): Rational => rational(a.n * b.d + b.n * a.d, a.d * b.d);
export const negate = (a: Rational): Rational => ({ n: -a.n, d: a.d });
export const subtract = (a: Rational, b: Rational): Rational => add(a, negate(b));
export const multiply = (a: Rational, b: Rational): Rational => rational(a.n * b.n, a.d * b.d);
/** Undefined for a division by zero. */
export const divide = (a: Rational, b: Rational): Rational | undefined =>
  b.n === 0n ? undefined : rational(a.n * b.d, a.d * b.n);
export const equals = (a: Rational, b: Rational): boolean => a.n === b.n && a.d === b.d;
export const compare = (a: Rational, b: Rational): number => {
  const difference = a.n * b.d - b.n * a.d;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
};
export const absolute = (a: Rational): Rational => ({ n: magnitude(a.n), d: a.d });
export const isInteger = (a: Rational): boolean => a.d === 1n;

export function floor(a: Rational): bigint {
  const quotient = a.n / a.d;
  return a.n < 0n && quotient * a.d !== a.n ? quotient - 1n : quotient;
}

/** Length of the larger of numerator and denominator, in bits (to within four). */
export const bits = (a: Rational): number => 4 * Math.max(a.n.toString(16).length, a.d.toString(16).length);

/** The integer root where there is an exact one. */
export function integerRoot(value: bigint, degree: bigint): bigint | undefined {
  if (value < 0n) {
    const root = degree % 2n === 1n ? integerRoot(-value, degree) : undefined;
    return root === undefined ? undefined : -root;
  }
  if (value < 2n) return value;
  let guess = 1n << BigInt(Math.ceil((value.toString(16).length * 4) / Number(degree)) + 1);
  for (;;) {
    const next = ((degree - 1n) * guess + value / guess ** (degree - 1n)) / degree;
    if (next >= guess) return guess ** degree === value ? guess : undefined;
    guess = next;
  }
}

const MAX_EXPONENT = 10_000;

/** Reads `12`, `-1.5`, `.5`, `4.4e-05`. @throws NotComparable for an exponent of more than 10,000 */
export function fromDecimal(text: string): Rational {
  const [, sign, whole = '', fraction = '', exponent = '0'] = /^(-?)(\d*)\.?(\d*)(?:[eE]([-+]?\d+))?$/.exec(text) ?? [];
  const digits = BigInt(`0${whole}${fraction}`) * (sign === '-' ? -1n : 1n);
  const shift = Number(exponent) - fraction.length;
  if (Math.abs(shift) > MAX_EXPONENT)
    throw new NotComparable(`not comparable: the exponent of ${text.slice(0, 40)} is too large`);
  return shift >= 0 ? rational(digits * 10n ** BigInt(shift)) : rational(digits, 10n ** BigInt(-shift));
}

/** `7/2`, and long ones cut in the middle. */
export function toText({ n, d }: Rational): string {
  const shorten = (value: bigint): string => {
    const text = value.toString();
    return text.length > 40 ? `${text.slice(0, 12)}…(${text.length} digits)…${text.slice(-6)}` : text;
  };
  return d === 1n ? shorten(n) : `${shorten(n)}/${shorten(d)}`;
}
