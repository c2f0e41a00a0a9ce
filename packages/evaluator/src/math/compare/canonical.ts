import { children, type Expression } from '../expression.ts';
import { toText } from '../value/rational.ts';

const COMMUTATIVE = new Set(['add', 'multiply', 'max', 'min', 'gcd', 'lcm']);

/** A text that is the same for expressions that differ only in the order of terms or the names of bound variables. */
export function canonicalKey(expression: Expression, bound: ReadonlyMap<string, string> = new Map()): string {
  const key = (part: Expression): string => canonicalKey(part, bound);
  switch (expression.kind) {
    case 'number':
      return expression.value.d === 1n ? `${expression.value.n}` : `${expression.value.n}/${expression.value.d}`;
    case 'symbol':
      return bound.get(expression.name) ?? `'${expression.name}'`;
    case 'constant':
      return bound.get(expression.name) ?? expression.name;
    case 'text':
      return `"${expression.text.toLowerCase()}"`;
    case 'based':
      return `${expression.digits}_${expression.base}`;
    case 'named-set':
      return `set:${expression.name}`;
    case 'apply': {
      const { operator } = expression;
      const operands = COMMUTATIVE.has(operator)
        ? flatten(expression, operator).map(key).sort()
        : expression.operands.map(key);
      return `${operator}(${operands.join(',')})`;
    }
    case 'binder': {
      const inside = new Map([...bound, [expression.variable, `#${bound.size}`]]);
      const ends = [expression.from, expression.to].map((end) => (end === undefined ? '' : key(end)));
      return `${expression.operator}(${canonicalKey(expression.body, inside)};${ends.join(';')})`;
    }
    case 'relation':
      return `relation(${expression.operands.map(key).join(',')};${expression.operators.join('')})`;
    case 'interval':
      return `${expression.lowClosed ? '[' : '('}${key(expression.low)},${key(expression.high)}${expression.highClosed ? ']' : ')'}`;
    case 'matrix':
      return `matrix(${expression.rows.map((row) => row.map(key).join(',')).join(';')})`;
    case 'quantity':
      return `quantity(${key(expression.value)},${expression.unit})`;
    case 'tuple':
      return `tuple${expression.brackets}(${expression.items.map(key).join(',')})`;
    case 'set-operation':
      return `${expression.operator}(${key(expression.left)},${key(expression.right)})`;
    default:
      return `${expression.kind}(${children(expression).map(key).join(',')})`;
  }
}

function flatten(expression: Expression, operator: string): readonly Expression[] {
  if (expression.kind !== 'apply' || expression.operator !== operator) return [expression];
  return expression.operands.flatMap((operand) => flatten(operand, operator));
}

/** A number as a person would write it: decimals stay decimals where they are short. */
export function showNumber(expression: Extract<Expression, { kind: 'number' }>): string {
  const { value, fractionDigits } = expression;
  if (fractionDigits === undefined || fractionDigits > 20) return toText(value);
  const sign = value.n < 0n ? '-' : '';
  const digits = (((value.n < 0n ? -value.n : value.n) * 10n ** BigInt(fractionDigits)) / value.d)
    .toString()
    .padStart(fractionDigits + 1, '0');
  return fractionDigits === 0
    ? `${sign}${digits}`
    : `${sign}${digits.slice(0, -fractionDigits)}.${digits.slice(-fractionDigits)}`;
}
