import type { Expression } from '../expression.ts';

const NAMES: Readonly<Record<string, string>> = {
  arcsin: 'asin', arccos: 'acos', arctan: 'atan', arccot: 'acot', arcsec: 'asec', arccsc: 'acsc', arcsinh: 'asinh', arccosh: 'acosh',
  arctanh: 'atanh', ln: 'log', abs: 'Abs', ceil: 'ceiling', max: 'Max', min: 'Min', sgn: 'sign', Re: 're', Im: 'im', Gamma: 'gamma',
}; // prettier-ignore
const KNOWN = new Set(
  ('sin cos tan cot sec csc sinh cosh tanh coth asin acos atan acot asec acsc asinh acosh atanh log Abs ceiling floor Max Min sign re im ' +
    'gamma sqrt root factorial binomial gcd lcm arg conjugate').split(' '),
); // prettier-ignore
const BINDERS = { sum: 'Sum', product: 'Product', integral: 'Integral', limit: 'Limit' } as const;

/** An expression in SymPy's notation; undefined for what is no number. Names are always quoted, never run as code. */
export function toSympy(expression: Expression): string | undefined {
  switch (expression.kind) {
    case 'number':
      return `Rational(${expression.value.n}, ${expression.value.d})`;
    case 'constant':
      return { pi: 'pi', e: 'E', i: 'I', infinity: 'oo' }[expression.name];
    case 'symbol':
      return symbolOf(expression.name);
    case 'apply':
      return applied(expression.operator, expression.operands);
    case 'binder':
      return bound(expression);
    default:
      return undefined;
  }
}

const symbolOf = (name: string): string => `Symbol(${JSON.stringify(name.replace(/[^A-Za-z0-9_]/g, '_'))}, real=True)`;

function applied(operator: string, operands: readonly Expression[]): string | undefined {
  const parts: string[] = [];
  for (const operand of operands) {
    const part = toSympy(operand);
    if (part === undefined) return undefined;
    parts.push(part);
  }
  const [a = '', b = ''] = parts;
  if (operator === 'negate') return `(-(${a}))`;
  const sign = { add: '+', multiply: '*', divide: '/', power: '**' }[operator];
  if (sign !== undefined) return `((${a})${sign}(${b}))`;
  if (operator.startsWith('call:'))
    return `Function(${JSON.stringify(operator.slice(5).replace(/[^A-Za-z0-9]/g, '_'))})(${parts.join(', ')})`;
  if (operator === 'log' && parts.length === 1) return undefined;
  const name = NAMES[operator] ?? operator;
  return KNOWN.has(name) ? `${name}(${parts.join(', ')})` : undefined;
}

function bound({ operator, variable, body, from, to }: Extract<Expression, { kind: 'binder' }>): string | undefined {
  const [inside, low, high] = [toSympy(body), from && toSympy(from), to && toSympy(to)];
  if (inside === undefined || (from && low === undefined) || (to && high === undefined)) return undefined;
  const name = symbolOf(variable);
  if (operator === 'limit') return low && `Limit(${inside}, ${name}, ${low})`;
  const range = low === undefined || high === undefined ? name : `(${name}, ${low}, ${high})`;
  return `${BINDERS[operator]}(${inside}, ${range})`;
}
