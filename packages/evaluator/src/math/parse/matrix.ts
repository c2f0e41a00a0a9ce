import { apply, type Expression } from '../expression.ts';
import type { Cursor } from './cursor.ts';
import { Unreadable } from './lexer.ts';

/** `\begin{…} … \end{…}`: a matrix, a determinant, a system of equations, or formulas under each other. */
export function parseMatrix(cursor: Cursor): Expression {
  const environment = cursor.next().text;
  if (/^(?:array|tabular)$/.test(environment) && cursor.takeMark('{')) {
    while (!cursor.takeMark('}')) if (cursor.next().type === 'stop') throw new Unreadable('an array without columns');
  }
  const rows = cursor.nested(() => cursor.withBars(false, () => readRows(cursor, environment)));
  if (/matrix$|^array$|^tabular$/.test(environment)) {
    const width = rows[0]?.length ?? 0;
    if (rows.some((row) => row.length !== width)) throw new Unreadable('a matrix with rows of different lengths');
    const matrix: Expression = { kind: 'matrix', rows };
    const isSystem = width === 1 && rows.every(([cell]) => cell?.kind === 'relation');
    if (isSystem) return { kind: 'list', items: rows.flat(), joined: 'and' };
    return environment === 'vmatrix' ? apply('det', matrix) : matrix;
  }
  const items = rows.map((row): Expression => {
    const [first, ...more] = row;
    if (first === undefined) throw new Unreadable('an empty row');
    return more.length === 0 ? first : { kind: 'tuple', items: row, brackets: '()' };
  });
  const [only, ...others] = items;
  if (only === undefined) throw new Unreadable('an environment without content');
  return others.length === 0 ? only : { kind: 'list', items, joined: 'and' };
}

function readRows(cursor: Cursor, environment: string): Expression[][] {
  const rows: Expression[][] = [];
  let row: Expression[] = [];
  for (;;) {
    if (cursor.peek().type === 'end') {
      if (cursor.next().text !== environment) throw new Unreadable('environments that cross');
      if (row.length > 0) rows.push(row);
      return rows;
    }
    if (cursor.takeCommand('\\')) {
      if (row.length > 0) rows.push(row);
      row = [];
    } else if (!cursor.takeMark('&')) row.push(cursor.rules.list(cursor));
  }
}
