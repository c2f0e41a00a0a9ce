import { contains, type Expression, freeSymbols } from '../expression.ts';
import * as complex from '../value/complex.ts';
import { type Complex, fromRational, isReal, Real, show as showValue } from '../value/complex.ts';
import type { Environment } from '../value/environment.ts';
import { exactValue } from '../value/exact.ts';
import { numericValue } from '../value/numeric.ts';
import { type Rational, rational, toText } from '../value/rational.ts';
import type { Context } from './context.ts';

/** Values at one point. */
interface Sample {
  point: ReadonlyMap<string, Rational>;
  a: Complex;
  b: Complex;
  peak: Real;
}

/** Two large primes make values that no formula was written around. */
const GENERAL = [[37, 11], [-29, 13], [53, 17], [-71, 23], [19, 31], [-43, 41], [97, 29], [-13, 37], [61, 7], [-5, 47]] as const; // prettier-ignore
const WHOLE = [5, 8, 3, 12, 7, 4, 10, 6] as const;
const WANTED = 6;
/** Fewer points than this decide nothing. */
export const ENOUGH = 3;

/**
 * Values of two expressions at points where both exist: at fractions of either sign, and where that is nowhere (as for
 * factorials and sums up to n) at positive whole numbers.
 * @param logBase what `\log` without a base means
 */
export function* samples(a: Expression, b: Expression, context: Context, logBase: 10 | 'e' = 10): Generator<Sample> {
  const names = [...freeSymbols(b, freeSymbols(a))].sort();
  const allowsComplex = [a, b].some((side) => contains(side, (part) => part.kind === 'constant' && part.name === 'i'));
  let found = 0;
  for (const isWhole of [false, true]) {
    const points = isWhole ? WHOLE.length : GENERAL.length;
    for (let index = 0; index < points && found < WANTED; index++) {
      const point = new Map(names.map((name, place) => [name, coordinate(index, place, isWhole)]));
      const sample = valuesAt(a, b, { symbols: point, logBase, budget: context.budget });
      if (sample === undefined || !(allowsComplex || (isReal(sample.a) && isReal(sample.b)))) continue;
      found++;
      yield { ...sample, point };
    }
    if (found >= ENOUGH) return;
    found = 0;
  }
}

function coordinate(index: number, place: number, isWhole: boolean): Rational {
  if (isWhole) return rational((WHOLE[index] ?? 1) + place * (2 + (index % 3)));
  const [top, bottom] = GENERAL[(index + 3 * place) % GENERAL.length] ?? [1, 2];
  return rational(top + 7 * place * (place + index), bottom);
}

function valuesAt(a: Expression, b: Expression, environment: Environment): Omit<Sample, 'point'> | undefined {
  const [x, y] = [exactValue(a, environment), exactValue(b, environment)];
  const first = x ? { value: fromRational(x), peak: new Real(0) } : numericValue(a, environment);
  if (first === undefined) return undefined;
  const second = y ? { value: fromRational(y), peak: new Real(0) } : numericValue(b, environment);
  if (second === undefined) return undefined;
  return { a: first.value, b: second.value, peak: Real.max(first.peak, second.peak) };
}

export const agrees = ({ a, b, peak }: Sample): boolean => complex.isSame(a, b, peak);

/** `x = 37/11: 14.2 against 3.4`. */
export function describe({ point, a, b }: Sample): string {
  const place = [...point].map(([name, value]) => `${name} = ${toText(value)}`).join(', ');
  const [x, y] = [showValue(a), showValue(b)];
  return `at ${place}: ${x} against ${x === y ? showValue(b, 30) : y}`;
}
