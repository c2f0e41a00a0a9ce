import { apply, constant, type Expression, integer, symbol } from '../expression.ts';
import { fromDecimal } from '../value/rational.ts';
import { parseBinder } from './binders.ts';
import { parseAngle, parseEscapedBrace, parseNorm } from './brackets.ts';
import type { Cursor } from './cursor.ts';
import { parseFunction } from './functions.ts';
import { Unreadable } from './lexer.ts';
import { CONSTANTS, FUNCTIONS, RELATIONS } from './vocabulary.ts';

const GREEK = new Set(
  ('alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi rho sigma tau upsilon phi varphi ' +
    'chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega ell hbar heartsuit diamondsuit star').split(' '),
); // prettier-ignore
const PREFIXES = new Set(['angle', 'triangle', 'measuredangle', 'overline', 'nabla', 'partial']);
const BINDERS = new Set(['sum', 'prod', 'int', 'lim']);

/** An atom that begins with a LaTeX command. */
export function parseCommand(cursor: Cursor): Expression {
  const name = cursor.next().text;
  if (name === 'frac') return fraction(cursor);
  if (name === 'sqrt') return root(cursor);
  if (name === 'binom') return apply('binomial', argument(cursor), argument(cursor));
  if (name === '{') return parseEscapedBrace(cursor);
  if (name === 'langle') return parseAngle(cursor);
  if (name === '|') return parseNorm(cursor);
  if (name === 'lfloor') return delimited(cursor, 'floor', 'rfloor');
  if (name === 'lceil') return delimited(cursor, 'ceil', 'rceil');
  if (name === 'emptyset' || name === 'varnothing') return { kind: 'named-set', name: 'empty' };
  if (name === 'ldots' || name === 'cdots' || name === 'dots') return symbol('…');
  if (BINDERS.has(name)) return parseBinder(cursor, name);
  if (GREEK.has(name)) return symbol(name.replace(/^var/, ''));
  if (PREFIXES.has(name)) return symbol(`${name} ${nameBehind(cursor)}`);
  const known = FUNCTIONS.get(name);
  if (known !== undefined && known !== '') return parseFunction(cursor, known, 'latex');
  const value = CONSTANTS.get(name);
  if (value !== undefined && name.length > 1) return constant(value);
  throw new Unreadable(`the command \\${name}`);
}

function fraction(cursor: Cursor): Expression {
  const { type, text } = cursor.peek();
  const following = cursor.peek(1);
  // `\frac12` is 1/2; `\frac 10 3`, which LaTeX would not read so, is 10/3.
  const hasSecond = following.space && following.type === 'number';
  if (type === 'number' && text.length > 1 && hasSecond) {
    const [top, bottom] = [cursor.next().text, cursor.next().text];
    return apply('divide', integer(BigInt(top)), integer(BigInt(bottom)));
  }
  return apply('divide', argument(cursor), argument(cursor));
}

/** An argument of a LaTeX command: a group, or one digit, letter or command. */
function argument(cursor: Cursor): Expression {
  return cursor.nested(() => {
    const token = cursor.peek();
    if (token.type === 'mark' && token.text === '{') {
      cursor.next();
      const inside = cursor.withBars(false, () => cursor.rules.list(cursor));
      cursor.expectMark('}');
      return inside;
    }
    if (token.type === 'number') {
      if (/^\d+$/.test(token.text)) return integer(BigInt(cursor.split(1).text));
      return cursor.rules.factor(cursor);
    }
    if (token.type === 'word') {
      const letter = cursor.split(1).text;
      return letter === 'e' || letter === 'i' ? constant(letter) : symbol(letter);
    }
    if (token.type === 'command') return parseCommand(cursor);
    return cursor.rules.factor(cursor);
  });
}

function root(cursor: Cursor): Expression {
  if (cursor.takeMark('[')) {
    const degree = cursor.nested(() => cursor.rules.sum(cursor));
    cursor.expectMark(']');
    return apply('root', rootArgument(cursor), degree);
  }
  return apply('sqrt', rootArgument(cursor));
}

/** Unlike LaTeX, `\sqrt12` is the root of twelve. */
function rootArgument(cursor: Cursor): Expression {
  if (cursor.peek().type === 'number')
    return { kind: 'number', value: fromDecimal(cursor.next().text.replace(/\.$/, '')) };
  return argument(cursor);
}

function delimited(cursor: Cursor, operator: string, close: string): Expression {
  const inside = cursor.withBars(false, () => cursor.nested(() => cursor.rules.sum(cursor)));
  if (!cursor.takeCommand(close)) throw new Unreadable(`\\${close} expected`);
  return apply(operator, inside);
}

/** The letters behind `\angle` and the like. */
function nameBehind(cursor: Cursor): string {
  const token = cursor.peek();
  if (token.type === 'word') return cursor.next().text;
  if (token.type === 'command' && !RELATIONS.has(token.text)) return cursor.next().text;
  return '';
}
