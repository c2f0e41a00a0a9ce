import type { ConstantName, RelationOperator } from '../expression.ts';

/** Functions of one argument, by every name they are written with. */
export const FUNCTIONS: ReadonlyMap<string, string> = new Map(
  (
    'sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan arccot arcsec arccsc arcsinh arccosh arctanh ' +
    'exp log ln lg sqrt abs floor ceil factorial min max gcd lcm binomial det deg arg conjugate Re Im sgn sign Gamma'
  )
    .split(' ')
    .map((name) => [name, name] as const)
    .concat([
      ['asin', 'arcsin'], ['acos', 'arccos'], ['atan', 'arctan'], ['acot', 'arccot'], ['asinh', 'arcsinh'],
      ['acosh', 'arccosh'], ['atanh', 'arctanh'], ['Abs', 'abs'], ['ceiling', 'ceil'], ['cosec', 'csc'], ['tg', 'tan'],
      ['ctg', 'cot'], ['arctg', 'arctan'], ['cbrt', 'cbrt'], ['Rational', 'fraction'], ['Fraction', 'fraction'],
      ['comb', 'binomial'], ['Max', 'max'], ['Min', 'min'], ['sign', 'sgn'], ['operatorname', ''],
    ]),
); // prettier-ignore

/** Functions whose argument may follow without brackets: `\sin 2x`. */
export const PREFIX_FUNCTIONS = new Set(
  ('sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan arccot arcsec arccsc arcsinh arccosh arctanh ' +
    'exp log ln lg det arg sgn').split(' '),
); // prettier-ignore

export const CONSTANTS: ReadonlyMap<string, ConstantName> = new Map([
  ['pi', 'pi'], ['infty', 'infinity'], ['infinity', 'infinity'], ['inf', 'infinity'], ['oo', 'infinity'], ['e', 'e'],
  ['i', 'i'], ['imath', 'i'], ['mathrm{e}', 'e'], ['Infinity', 'infinity'],
]); // prettier-ignore

export const RELATIONS: ReadonlyMap<string, RelationOperator> = new Map([
  ['=', '='], ['==', '='], ['<', '<'], ['>', '>'], ['<=', '≤'], ['>=', '≥'], ['=<', '≤'], ['!=', '≠'], ['le', '≤'], ['leq', '≤'],
  ['leqslant', '≤'], ['leqq', '≤'], ['ge', '≥'], ['geq', '≥'], ['geqslant', '≥'], ['geqq', '≥'], ['lt', '<'], ['gt', '>'],
  ['ne', '≠'], ['neq', '≠'], ['approx', '≈'], ['simeq', '≈'], ['doteq', '≈'], ['in', '∈'], ['equiv', '≡'], ['to', '→'],
  ['rightarrow', '→'], ['longrightarrow', '→'], ['mapsto', '→'], ['Rightarrow', '→'], ['implies', '→'], ['coloneqq', '='],
]); // prettier-ignore

export const SET_OPERATORS: ReadonlyMap<string, 'union' | 'intersection' | 'difference'> = new Map([
  ['cup', 'union'], ['bigcup', 'union'], ['cap', 'intersection'], ['setminus', 'difference'], ['backslash', 'difference'],
  ['smallsetminus', 'difference'],
]); // prettier-ignore

export const NAMED_SETS: ReadonlyMap<string, string> = new Map([
  ['R', 'reals'], ['Z', 'integers'], ['N', 'naturals'], ['Q', 'rationals'], ['C', 'complexes'],
]); // prettier-ignore

/** Whole answers in words that stand for something in symbols. */
export const PHRASES: ReadonlyMap<string, string> = new Map([
  ...['no solution', 'no solutions', 'no real solution', 'no real solutions', 'empty set', 'the empty set', 'no real roots', 'null set']
    .map((phrase) => [phrase, '\\emptyset'] as const),
  ...['all real numbers', 'all reals', 'all real values', 'the set of all real numbers', 'real numbers', 'the real numbers', 'all real x']
    .map((phrase) => [phrase, '\\mathbb{R}'] as const),
  ...['infinity', 'positive infinity', 'plus infinity'].map((phrase) => [phrase, '\\infty'] as const),
  ...['negative infinity', 'minus infinity'].map((phrase) => [phrase, '-\\infty'] as const),
  ...['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve', 'thirteen',
    'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen', 'twenty']
    .map((phrase, value) => [phrase, String(value)] as const),
  ['one half', '1/2'], ['one-half', '1/2'], ['one third', '1/3'], ['one-third', '1/3'], ['two thirds', '2/3'],
  ['two-thirds', '2/3'], ['one fourth', '1/4'], ['one-fourth', '1/4'], ['one quarter', '1/4'], ['three quarters', '3/4'],
  ['three-fourths', '3/4'], ['one hundred', '100'],
]); // prettier-ignore

export const TENS: readonly string[] = ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];

export const BASE_WORDS: Readonly<Record<string, number>> = {
  two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, eleven: 11, twelve: 12, sixteen: 16,
}; // prettier-ignore

export const MULTIPLIERS: Readonly<Record<string, number>> = {
  dozen: 12, hundred: 100,
  thousand: 1e3, million: 1e6, billion: 1e9, trillion: 1e12,
}; // prettier-ignore

export const CURRENCIES: Readonly<Record<string, string>> = { $: '$', euro: '€', pound: '£', yen: '¥', pounds: '£' };
