/** What Python makes of a backslash and one of these letters in a literal that is not raw. */
export const PYTHON_ESCAPES: ReadonlyMap<string, string> = new Map(
  Object.entries({ a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }),
);

/** Control characters that nobody means to write in an answer: any word after their letter is a command. */
const NEVER_MEANT = new Set(['a', 'b', 'f', 'v']);

/** LaTeX commands that begin with n, r or t: line breaks and tabs are often meant, so only whole words count. */
const COMMANDS = new Set(
  (
    'nabla natural ncong ne nearrow neg neq newline nexists ngeq ngtr nleq nless nmid nolimits nonumber not notin ' +
    'nparallel nprec nrightarrow nsim nsubseteq nsucc nsupseteq ntriangleleft nu nwarrow ' +
    'rangle rbrace rbrack rceil real rfloor rgroup rho right rightarrow rightharpoonup rightleftharpoons ' +
    'rightrightarrows rightsquigarrow rm root rvert rVert ' +
    'tag tan tanh tau tbinom tex text textbf textcolor textit textnormal textrm textsf textstyle texttt textup tfrac ' +
    'therefore theta thickapprox thicksim thinspace tilde times tiny to top triangle triangledown triangleleft ' +
    'triangleq triangleright tt twoheadrightarrow'
  ).split(' '),
);
/** What follows the first letter of these may well be a word after a line break or tab: they need LaTeX around them. */
const AMBIGUOUS = new Set(
  'ncong ne neg nexists nless nmid nparallel nprec nrightarrow nsim nsucc nu tag tan tex to top tt'.split(' '),
);
const OTHER_LATEX = /[$^]|_\{|\\(?![nrtuxN])[A-Za-z]{2}/;

/**
 * Whether a backslash and these letters, found in a string literal, are a LaTeX command that Python's escapes eat.
 * @param letters all the letters after the backslash
 * @param literal the source of the whole literal, which tells a command from a line break where both are possible
 */
export function isEatenCommand(letters: string, literal: string): boolean {
  const first = letters[0] ?? '';
  if (!PYTHON_ESCAPES.has(first)) return false;
  if (NEVER_MEANT.has(first)) return letters.length > 1;
  if (!COMMANDS.has(letters)) return false;
  return !AMBIGUOUS.has(letters) || OTHER_LATEX.test(literal);
}
