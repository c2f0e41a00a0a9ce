import type { Budget } from '../limits.ts';
import type { Rational } from './rational.ts';

/** What an expression is worked out with. */
export interface Environment {
  /** Values of the free symbols. */
  symbols: ReadonlyMap<string, Rational>;
  /** What `\log` without a base means. */
  logBase: 10 | 'e';
  budget: Budget;
}

/** The same with one more symbol. */
export function withSymbol(environment: Environment, name: string, value: Rational): Environment {
  return { ...environment, symbols: new Map([...environment.symbols, [name, value]]) };
}
