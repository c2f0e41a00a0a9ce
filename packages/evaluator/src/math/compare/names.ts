import type { Expression, ExpressionOf } from '../expression.ts';
import { canonicalKey } from './canonical.ts';

/** Whether an expression only names what is asked for: `x`, `f(x)`, `AB`, `(x, y)`, `NO/BO`, `∠A`, `sin A`. */
export function isName(expression: Expression): boolean {
  switch (expression.kind) {
    case 'symbol':
    case 'text':
      return true;
    case 'constant':
      return expression.name === 'e' || expression.name === 'i';
    case 'tuple':
    case 'list':
    case 'ratio':
      return expression.items.every(isName);
    case 'quantity':
      return isName(expression.value);
    case 'apply': {
      const { operator, operands } = expression;
      if (operator.startsWith('call:')) return true;
      if (operator === 'multiply') return operands.every(isCapital);
      if (operator === 'divide' || /^(?:abs|norm|sin|cos|tan|cot|max|min|det|deg)$/.test(operator))
        return operands.every(isName);
      return (
        operator === 'power' && operands[0] !== undefined && isCapital(operands[0]) && operands[1]?.kind === 'number'
      );
    }
    default:
      return false;
  }
}

function isCapital(part: Expression): boolean {
  if (part.kind === 'apply' && part.operator === 'multiply') return part.operands.every(isCapital);
  return part.kind === 'symbol' && /^[A-Z]/.test(part.name);
}

/** `x = 5`: what is named, and the value. */
export interface Assignment {
  name: Expression;
  value: Expression;
}

/** A chain of equal signs as an assignment: `x = 2 + 3 = 5` gives 5, `x = 1/3 ≈ 0.33` gives 1/3, `5 = x` gives 5. */
export function assignmentOf(expression: Expression): Assignment | undefined {
  if (expression.kind !== 'relation') return undefined;
  const { operands, operators } = withoutApproximations(expression);
  if (operators.length === 0 || operators.some((operator) => operator !== '=')) return undefined;
  const [first, last] = [operands[0], operands.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  if (isName(first)) return { name: first, value: last };
  return isName(last) && last.kind === 'symbol' ? { name: last, value: first } : undefined;
}

/** Drops what follows a sign of approximation, unless only a name stands before it. */
function withoutApproximations(relation: ExpressionOf<'relation'>): ExpressionOf<'relation'> {
  const at = relation.operators.indexOf('≈');
  if (at < 0) return relation;
  const [first] = relation.operands;
  if (at === 0 && first !== undefined && isName(first)) {
    return { ...relation, operators: relation.operators.map((operator) => (operator === '≈' ? '=' : operator)) };
  }
  return { ...relation, operands: relation.operands.slice(0, at + 1), operators: relation.operators.slice(0, at) };
}

/** `2 + 3 = 5` as 5 and `1/3 ≈ 0.33` as 1/3, where no name is given a value. */
export function valueOfChain(expression: Expression): Expression {
  if (expression.kind !== 'relation') return expression;
  const exact = withoutApproximations(expression);
  const [first] = exact.operands;
  if (exact.operators.length === 0 && first !== undefined) return first;
  return exact;
}

/** Whether two names may be the same: the letters agree, or one is `y` and the other a function of something. */
export function isSameName(a: Expression, b: Expression): boolean {
  if (canonicalKey(a) === canonicalKey(b)) return true;
  const isY = (part: Expression): boolean => part.kind === 'symbol' && part.name === 'y';
  const isCall = (part: Expression): boolean => part.kind === 'apply' && part.operator.startsWith('call:');
  return (isY(a) && isCall(b)) || (isCall(a) && isY(b));
}

/** The letter of `x`, `x_1` and `x_2`. */
export function stem(name: Expression): string {
  if (name.kind === 'symbol') return name.name.replace(/_.*$|'+$/, '');
  if (name.kind === 'apply' && name.operator.startsWith('call:') && name.operator.endsWith('_'))
    return name.operator.slice(5, -1);
  return canonicalKey(name);
}

/** `x = kπ, k ∈ ℤ` without what it says of k. */
export function withoutConditions(expression: Expression): Expression {
  if (expression.kind !== 'list') return expression;
  const items = expression.items.filter((item) => !isCondition(item));
  const [only] = items;
  if (items.length === expression.items.length || only === undefined) return expression;
  return items.length === 1 ? only : { ...expression, items };
}

function isCondition(item: Expression): boolean {
  return (
    item.kind === 'relation' &&
    item.operators[0] === '∈' &&
    item.operands[1]?.kind === 'named-set' &&
    item.operands[1].name !== 'empty'
  );
}
