import { apply, contains, type Expression, type ExpressionOf } from '../expression.ts';
import { toMatrix } from '../parse/python.ts';
import { all, type Context, type Outcome, unequal } from './context.ts';
import { mapChildren } from './rewrite.ts';

type Matrix = ExpressionOf<'matrix'>;
type Rows = readonly (readonly Expression[])[];

/** Works sums, products and powers of matrices out; what is no such thing stays as it is. */
export function settleMatrices(expression: Expression): Expression {
  if (!contains(expression, (part) => part.kind === 'matrix' || isNestedList(part))) return expression;
  if (isNestedList(expression)) return toMatrix(expression);
  const settled = mapChildren(expression, settleMatrices);
  if (settled.kind !== 'apply') return settled;
  const [a, b] = settled.operands;
  const { operator } = settled;
  if (a?.kind === 'matrix' && b === undefined) return unary(operator, a) ?? settled;
  if (a === undefined || b === undefined) return settled;
  if (a.kind === 'matrix' && b.kind === 'matrix') return ofTwo(operator, a.rows, b.rows) ?? settled;
  if (operator === 'multiply' && b.kind === 'matrix') return scale(b, (cell) => apply('multiply', a, cell));
  if (operator === 'multiply' && a.kind === 'matrix') return scale(a, (cell) => apply('multiply', cell, b));
  if (operator === 'divide' && a.kind === 'matrix') return scale(a, (cell) => apply('divide', cell, b));
  if (operator === 'power' && a.kind === 'matrix') return power(a, b) ?? settled;
  return settled;
}

/** `[[1, 2], [3, 4]]`, as Python prints a matrix. */
function isNestedList(part: Expression): boolean {
  return (
    part.kind === 'tuple' &&
    part.brackets === '[]' &&
    part.items.length > 0 &&
    part.items.every((row) => row.kind === 'tuple' && row.brackets === '[]' && row.items.length > 0)
  );
}

const scale = ({ rows }: Matrix, change: (cell: Expression) => Expression): Matrix => ({
  kind: 'matrix',
  rows: rows.map((row) => row.map(change)),
});

function unary(operator: string, { rows }: Matrix): Expression | undefined {
  if (operator === 'negate') return scale({ kind: 'matrix', rows }, (cell) => apply('negate', cell));
  if (operator !== 'det' && operator !== 'norm') return undefined;
  return determinant(rows);
}

function determinant(rows: Rows): Expression | undefined {
  const [first, ...others] = rows;
  if (first === undefined || rows.length > 5 || rows.some((row) => row.length !== rows.length)) return undefined;
  if (others.length === 0) return first[0];
  let sum: Expression | undefined;
  for (const [column, factor] of first.entries()) {
    const minor = determinant(others.map((row) => row.filter((_, at) => at !== column)));
    if (minor === undefined) return undefined;
    const scaled = apply('multiply', factor, minor);
    const term = column % 2 === 0 ? scaled : apply('negate', scaled);
    sum = sum === undefined ? term : apply('add', sum, term);
  }
  return sum;
}

function ofTwo(operator: string, a: Rows, b: Rows): Expression | undefined {
  if (operator === 'multiply') return product(a, b);
  if (operator !== 'add' || a.length !== b.length || a[0]?.length !== b[0]?.length) return undefined;
  const rows = a.map((row, i) => row.map((cell, j) => apply('add', cell, b[i]?.[j] ?? cell)));
  return { kind: 'matrix', rows };
}

function product(a: Rows, b: Rows): Matrix | undefined {
  if (a[0]?.length !== b.length) return undefined;
  const columns = b[0]?.map((_, column) => b.map((row) => row[column])) ?? [];
  const rows: Expression[][] = [];
  for (const row of a) {
    const cells: Expression[] = [];
    for (const column of columns) {
      let sum: Expression | undefined;
      for (const [at, cell] of row.entries()) {
        const other = column[at];
        if (other === undefined) return undefined;
        const term = apply('multiply', cell, other);
        sum = sum === undefined ? term : apply('add', sum, term);
      }
      if (sum === undefined) return undefined;
      cells.push(sum);
    }
    rows.push(cells);
  }
  return { kind: 'matrix', rows };
}

function power(matrix: Matrix, exponent: Expression): Expression | undefined {
  if (exponent.kind === 'symbol' && /^(?:T|top)$/.test(exponent.name)) {
    return {
      kind: 'matrix',
      rows: matrix.rows[0]?.map((_, column) => matrix.rows.flatMap((row) => row[column] ?? [])) ?? [],
    };
  }
  if (exponent.kind !== 'number' || exponent.value.d !== 1n || exponent.value.n < 1n || exponent.value.n > 4n)
    return undefined;
  let result: Matrix | undefined = matrix;
  for (let times = 1n; times < exponent.value.n; times++) result = result && product(result.rows, matrix.rows);
  return result;
}

/** Compares two matrices, or a column or row with a tuple of the same length. */
export function compareMatrices(answer: Expression, reference: Expression, context: Context): Outcome {
  const [a, b] = [rowsOf(answer, reference), rowsOf(reference, answer)];
  if (a === undefined || b === undefined) return unequal('one is a matrix, the other is not');
  const size = (rows: Rows): string => `${rows.length}×${rows[0]?.length ?? 0}`;
  if (size(a) !== size(b)) return unequal(`a matrix of ${size(a)} against one of ${size(b)}`);
  const outcomes = function* (): Generator<Outcome> {
    for (const [i, row] of a.entries()) {
      for (const [j, cell] of row.entries()) {
        const other = b[i]?.[j];
        if (other === undefined) continue;
        const outcome = context.compare(cell, other);
        yield { ...outcome, reason: `row ${i + 1}, column ${j + 1}: ${outcome.reason}` };
      }
    }
  };
  return all(outcomes(), `the same ${size(b)} matrix`);
}

function rowsOf(expression: Expression, other: Expression): Rows | undefined {
  if (expression.kind === 'matrix') return expression.rows;
  if (expression.kind !== 'tuple' || other.kind !== 'matrix') return undefined;
  return other.rows.length === 1 && other.rows[0]?.length !== 1
    ? [expression.items]
    : expression.items.map((item) => [item]);
}
