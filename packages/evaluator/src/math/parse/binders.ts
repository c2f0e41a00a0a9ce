import type { BinderName, Expression } from '../expression.ts';
import type { Cursor } from './cursor.ts';
import { scriptArgument } from './functions.ts';
import { Unreadable } from './lexer.ts';

const OPERATORS: Readonly<Record<string, BinderName>> = { sum: 'sum', prod: 'product', int: 'integral', lim: 'limit' };

/** `\sum_{k=0}^{n} …`, `\prod`, `\int_a^b … dx`, `\lim_{x \to 0} …`. */
export function parseBinder(cursor: Cursor, command: string): Expression {
  const operator = OPERATORS[command];
  if (operator === undefined) throw new Unreadable(`the command \\${command}`);
  if (operator === 'integral') return integral(cursor);
  if (!cursor.takeMark('_')) throw new Unreadable(`\\${command} without a variable`);
  const range = scriptArgument(cursor);
  const [variable, from] = range.kind === 'relation' ? range.operands : [];
  if (variable?.kind !== 'symbol' && !(variable?.kind === 'constant' && variable.name === 'i')) {
    throw new Unreadable(`\\${command} over something that is no variable`);
  }
  const to = cursor.takeMark('^') ? scriptArgument(cursor) : undefined;
  const body = cursor.rules.product(cursor);
  return { kind: 'binder', operator, variable: variable.name, body, ...(from && { from }), ...(to && { to }) };
}

function integral(cursor: Cursor): Expression {
  const from = cursor.takeMark('_') ? scriptArgument(cursor) : undefined;
  const to = cursor.takeMark('^') ? scriptArgument(cursor) : undefined;
  const outer = cursor.insideIntegral;
  cursor.insideIntegral = true;
  const body = cursor.rules.sum(cursor);
  cursor.insideIntegral = outer;
  const { type, text } = cursor.peek();
  if (type !== 'word' || !/^d[a-z]$/.test(text)) throw new Unreadable('an integral without its variable');
  cursor.next();
  const bounds = { ...(from && { from }), ...(to && { to }) };
  return { kind: 'binder', operator: 'integral', variable: text.slice(1), body, ...bounds };
}
