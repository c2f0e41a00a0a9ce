import type { Rational } from './value/rational.ts';
import { rational } from './value/rational.ts';

/** An exact number; `fractionDigits` says how many digits it was written with behind the point, where it had one. */
export interface NumberExpression {
  kind: 'number';
  value: Rational;
  fractionDigits?: number;
}

export type ConstantName = 'pi' | 'e' | 'i' | 'infinity';
export type BinderName = 'sum' | 'product' | 'integral' | 'limit';
export type RelationOperator = '=' | '≠' | '<' | '≤' | '>' | '≥' | '≈' | '∈' | '≡' | '→';

/** What an answer says, as a tree. */
export type Expression =
  | NumberExpression
  | { kind: 'constant'; name: ConstantName }
  | { kind: 'symbol'; name: string }
  /** An operator or function and its operands: `add`, `power`, `sin`, or `call:f` for an unknown function f. */
  | { kind: 'apply'; operator: string; operands: readonly Expression[] }
  | { kind: 'binder'; operator: BinderName; variable: string; body: Expression; from?: Expression; to?: Expression }
  /** Values side by side without brackets. */
  | { kind: 'list'; items: readonly Expression[]; joined: 'comma' | 'and' | 'or' | 'semicolon' }
  | { kind: 'set'; items: readonly Expression[] }
  /** Two items in round or square brackets may also be an interval. */
  | { kind: 'tuple'; items: readonly Expression[]; brackets: '()' | '[]' | '⟨⟩' }
  | { kind: 'interval'; low: Expression; high: Expression; lowClosed: boolean; highClosed: boolean }
  | { kind: 'set-operation'; operator: 'union' | 'intersection' | 'difference'; left: Expression; right: Expression }
  | { kind: 'named-set'; name: string }
  /** `a < b ≤ c`: one operator fewer than operands. */
  | { kind: 'relation'; operands: readonly Expression[]; operators: readonly RelationOperator[] }
  | { kind: 'matrix'; rows: readonly (readonly Expression[])[] }
  | { kind: 'quantity'; value: Expression; unit: string }
  | { kind: 'based'; digits: string; base: number }
  /** `isTime`: it may be a time of day. */
  | { kind: 'ratio'; items: readonly Expression[]; isTime: boolean }
  | { kind: 'text'; text: string };

export type ExpressionOf<K extends Expression['kind']> = Extract<Expression, { kind: K }>;

export const integer = (value: bigint | number): NumberExpression => ({ kind: 'number', value: rational(value) });
export const symbol = (name: string): Expression => ({ kind: 'symbol', name });
export const constant = (name: ConstantName): Expression => ({ kind: 'constant', name });
export const apply = (operator: string, ...operands: Expression[]): Expression => ({
  kind: 'apply',
  operator,
  operands,
});
export const INFINITY: Expression = constant('infinity');
export const MINUS_INFINITY: Expression = apply('negate', INFINITY);

/** The expressions directly inside. */
export function children(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'apply':
    case 'relation':
      return expression.operands;
    case 'binder':
      return [expression.body, expression.from, expression.to].filter((child) => child !== undefined);
    case 'list':
    case 'set':
    case 'tuple':
    case 'ratio':
      return expression.items;
    case 'interval':
      return [expression.low, expression.high];
    case 'set-operation':
      return [expression.left, expression.right];
    case 'matrix':
      return expression.rows.flat();
    case 'quantity':
      return [expression.value];
    default:
      return [];
  }
}

/** Whether the expression or anything inside it passes the test. */
export function contains(expression: Expression, test: (part: Expression) => boolean): boolean {
  return test(expression) || children(expression).some((child) => contains(child, test));
}

/** The symbols that stand for values: not the variables of sums and integrals. */
export function freeSymbols(expression: Expression, into = new Set<string>()): Set<string> {
  if (expression.kind === 'symbol') into.add(expression.name);
  if (expression.kind === 'binder') {
    const inside = freeSymbols(expression.body);
    inside.delete(expression.variable);
    for (const name of inside) into.add(name);
    for (const bound of [expression.from, expression.to]) if (bound !== undefined) freeSymbols(bound, into);
    return into;
  }
  for (const child of children(expression)) freeSymbols(child, into);
  return into;
}

const SCALAR_KINDS = new Set<Expression['kind']>(['number', 'constant', 'symbol', 'apply', 'binder', 'quantity']);

/** Whether the expression stands for one number (and not for a set, a list, a relation, a matrix or a text). */
export function isScalar(expression: Expression): boolean {
  return SCALAR_KINDS.has(expression.kind) && children(expression).every(isScalar);
}
