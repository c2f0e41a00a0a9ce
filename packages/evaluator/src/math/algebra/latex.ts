import type { Expression } from '../expression.ts';

/**
 * An expression in LaTeX with every group in braces, as computer algebra reads it; undefined for what is no number.
 * Decimals are left out: a library that compares with a tolerance would take 0.3333333333 for 1/3.
 */
export function toLatex(expression: Expression): string | undefined {
  switch (expression.kind) {
    case 'number':
      if (expression.fractionDigits !== undefined) return undefined;
      return expression.value.d === 1n
        ? `${expression.value.n}`
        : `\\frac{${expression.value.n}}{${expression.value.d}}`;
    case 'constant':
      return { pi: '\\pi', e: '\\exponentialE', i: '\\imaginaryI', infinity: '\\infty' }[expression.name];
    case 'symbol':
      return /^[A-Za-z]$/.test(expression.name)
        ? expression.name
        : `\\mathrm{${expression.name.replace(/[^A-Za-z0-9]/g, '')}}`;
    case 'apply':
      return applied(expression.operator, expression.operands);
    case 'binder':
      return bound(expression);
    default:
      return undefined;
  }
}

function applied(operator: string, operands: readonly Expression[]): string | undefined {
  const parts: string[] = [];
  for (const operand of operands) {
    const part = toLatex(operand);
    if (part === undefined) return undefined;
    parts.push(part);
  }
  const [a = '', b = ''] = parts;
  switch (operator) {
    case 'add':
      return `\\left(${a}+${b}\\right)`;
    case 'negate':
      return `\\left(-${a}\\right)`;
    case 'multiply':
      return `\\left(${a}\\cdot ${b}\\right)`;
    case 'divide':
      return `\\frac{${a}}{${b}}`;
    case 'power':
      return `\\left(${a}\\right)^{${b}}`;
    case 'sqrt':
      return `\\sqrt{${a}}`;
    case 'root':
      return `\\sqrt[${b}]{${a}}`;
    case 'factorial':
      return `\\left(${a}\\right)!`;
    case 'binomial':
      return `\\binom{${a}}{${b}}`;
    case 'abs':
      return `\\left|${a}\\right|`;
    case 'floor':
    case 'ceil':
      return `\\l${operator} ${a}\\r${operator} `;
    case 'log':
      return parts.length === 2 ? `\\log_{${b}}\\left(${a}\\right)` : `\\log\\left(${a}\\right)`;
    default:
      return /^[A-Za-z]+$/.test(operator) ? `\\${operator}\\left(${parts.join(',')}\\right)` : undefined;
  }
}

function bound({ operator, variable, body, from, to }: Extract<Expression, { kind: 'binder' }>): string | undefined {
  const [inside, low, high] = [toLatex(body), from && toLatex(from), to && toLatex(to)];
  if (inside === undefined || (from && low === undefined) || (to && high === undefined)) return undefined;
  if (operator === 'limit') return `\\lim_{${variable}\\to ${low}}\\left(${inside}\\right)`;
  if (operator === 'integral')
    return `\\int${low === undefined ? '' : `_{${low}}^{${high}}`} ${inside}\\, d${variable}`;
  return `\\${operator === 'sum' ? 'sum' : 'prod'}_{${variable}=${low}}^{${high}}\\left(${inside}\\right)`;
}
