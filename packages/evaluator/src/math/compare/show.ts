import type { Expression } from '../expression.ts';
import { showNumber } from './canonical.ts';

const SIGNS: Readonly<Record<string, string>> = { add: ' + ', multiply: '·', divide: '/', power: '^' };

/** An expression in plain characters, for reasons; long ones are cut. */
export function show(expression: Expression): string {
  const text = plain(expression);
  return text.length > 80 ? `${text.slice(0, 60)}…${text.slice(-12)}` : text;
}

function plain(expression: Expression): string {
  switch (expression.kind) {
    case 'number':
      return showNumber(expression);
    case 'constant':
      return { pi: 'π', e: 'e', i: 'i', infinity: '∞' }[expression.name];
    case 'symbol':
      return expression.name;
    case 'apply':
      return plainApply(expression.operator, expression.operands);
    case 'binder':
      return `${expression.operator}(${plain(expression.body)})`;
    case 'list':
      return expression.items.map(plain).join(', ');
    case 'set':
      return `{${expression.items.map(plain).join(', ')}}`;
    case 'tuple':
      return `${expression.brackets[0]}${expression.items.map(plain).join(', ')}${expression.brackets[1]}`;
    case 'interval':
      return `${expression.lowClosed ? '[' : '('}${plain(expression.low)}, ${plain(expression.high)}${expression.highClosed ? ']' : ')'}`;
    case 'set-operation':
      return `${plain(expression.left)} ${{ union: '∪', intersection: '∩', difference: '∖' }[expression.operator]} ${plain(expression.right)}`;
    case 'named-set':
      return expression.name === 'empty' ? '∅' : `the ${expression.name}`;
    case 'relation':
      return expression.operands
        .map((operand, at) => `${plain(operand)} ${expression.operators[at] ?? ''} `)
        .join('')
        .trim();
    case 'matrix':
      return `[${expression.rows.map((row) => row.map(plain).join(', ')).join('; ')}]`;
    case 'quantity':
      return expression.unit === '$'
        ? `$${plain(expression.value)}`
        : `${plain(expression.value)} ${expression.unit}`.replace(/ (?=[%°])/, '');
    case 'based':
      return `${expression.digits} in base ${expression.base}`;
    case 'ratio':
      return expression.items.map(plain).join(':');
    case 'text':
      return `“${expression.text}”`;
  }
}

function plainApply(operator: string, operands: readonly Expression[]): string {
  const [a, b] = operands;
  if (a === undefined) return `${operator}()`;
  if (operator === 'negate') return `-${wrapped(a, 'multiply')}`;
  if (operator === 'plus-minus' && b !== undefined) return `${plain(a)} ± ${wrapped(b, 'add')}`;
  if (operator === 'factorial') return `${wrapped(a, 'power')}!`;
  const sign = SIGNS[operator];
  if (operator === 'add' && b?.kind === 'apply' && b.operator === 'negate' && b.operands[0] !== undefined) {
    return `${plain(a)} - ${wrapped(b.operands[0], 'multiply')}`;
  }
  if (sign !== undefined && b !== undefined)
    return `${wrapped(a, operator)}${sign}${wrapped(b, operator === 'multiply' ? operator : `${operator}-right`)}`;
  return `${operator.replace('call:', '').replace(/_$/, '')}(${operands.map(plain).join(', ')})`;
}

const RANK: Readonly<Record<string, number>> = { add: 1, 'plus-minus': 1, negate: 1, multiply: 2, divide: 2, power: 3 };

/** In brackets where it binds less than what it stands in. */
function wrapped(expression: Expression, outer: string): string {
  const rank = expression.kind === 'apply' ? (RANK[expression.operator] ?? 4) : 4;
  const outerRank =
    (RANK[outer.replace('-right', '')] ?? 0) +
    (/^(?:divide|power)/.test(outer) && outer.endsWith('-right') ? 0.5 : outer === 'power' ? 0.5 : 0);
  return rank < outerRank ? `(${plain(expression)})` : plain(expression);
}
