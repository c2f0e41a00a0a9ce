import { apply, contains, type Expression } from '../expression.ts';

/** The expression with its direct parts replaced. */
export function mapChildren(expression: Expression, change: (part: Expression) => Expression): Expression {
  switch (expression.kind) {
    case 'apply':
    case 'relation':
      return { ...expression, operands: expression.operands.map(change) };
    case 'list':
    case 'set':
    case 'tuple':
    case 'ratio':
      return { ...expression, items: expression.items.map(change) };
    case 'interval':
      return { ...expression, low: change(expression.low), high: change(expression.high) };
    case 'set-operation':
      return { ...expression, left: change(expression.left), right: change(expression.right) };
    case 'matrix':
      return { ...expression, rows: expression.rows.map((row) => row.map(change)) };
    case 'quantity':
      return { ...expression, value: change(expression.value) };
    case 'binder': {
      const { from, to } = expression;
      return {
        ...expression,
        body: change(expression.body),
        ...(from && { from: change(from) }),
        ...(to && { to: change(to) }),
      };
    }
    default:
      return expression;
  }
}

const isDoubleSign = (part: Expression): boolean =>
  part.kind === 'apply' && (part.operator === 'plus-minus' || part.operator === 'minus-plus');

/** `1 ± √2` as its two values; anything without a double sign as itself. Several ± go together. */
export function expandDoubleSigns(expression: Expression): readonly Expression[] {
  if (!contains(expression, isDoubleSign)) return [expression];
  return [choose(expression, 'plus-minus'), choose(expression, 'minus-plus')];
}

function choose(expression: Expression, positive: string): Expression {
  const changed = mapChildren(expression, (part) => choose(part, positive));
  if (!isDoubleSign(changed) || changed.kind !== 'apply') return changed;
  const [left, right] = changed.operands;
  if (left === undefined || right === undefined) return changed;
  const term = changed.operator === positive ? right : apply('negate', right);
  return left.kind === 'number' && left.value.n === 0n ? term : apply('add', left, term);
}
