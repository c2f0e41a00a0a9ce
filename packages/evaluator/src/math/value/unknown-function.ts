import { type Rational, rational } from './rational.ts';

/**
 * A value for a function that nobody defined: it depends on the name and the arguments alone, so that equal
 * arguments give equal values and different ones do not.
 */
export function hashedValue(name: string, values: readonly Rational[]): Rational {
  let hash = 0xcbf29ce484222325n;
  for (const character of `${name}|${values.map(({ n, d }) => `${n}/${d}`).join('|')}`) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(character.codePointAt(0) ?? 0)) * 0x100000001b3n);
  }
  return rational((hash >> 16n) - (1n << 46n), 1n << 44n);
}
