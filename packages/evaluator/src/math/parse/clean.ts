import { joinThousands } from './thousands.ts';
import { unicodeToLatex } from './unicode.ts';

/** Commands that change only how a formula looks. */
const DECORATION =
  /\\(?:displaystyle|textstyle|scriptstyle|left|right|middle|[bB]igg?[lrm]?|limits|nolimits|hline|nonumber|boldsymbol|bm|boxed|fbox|mathstrut|strut|centering|notag)(?![A-Za-z])/g;
const SPACES =
  /(?<!\\)\\[,;:!> ]|\\(?:q?quad|thinspace|enspace|medspace|negthinspace|hfill|par|newline)(?=[A-Za-z]?(?![A-Za-z]{2}))|~|\u00a0|[\u2000-\u200b\u202f\u3000]/g;

/**
 * One spelling for what can be written in many: Unicode as LaTeX, spacing and size commands gone, delimiters of
 * formulas gone, thousands separators gone, commands that lost or doubled their backslash put right.
 */
export function cleanMath(text: string): string {
  let clean = unicodeToLatex(repairBackslashes(text));
  clean = clean
    .replace(/\\\\\s*\[[^\]]{1,12}\]/g, '\\\\ ')
    .replace(/\\left\s*\\\{\s*(?=\\begin\{)/g, ' ')
    .replace(/\\(?:text)?color\s*\{[^{}]*\}/g, ' ')
    .replace(/\\rm\s*\{/g, '\\mathrm{')
    .replace(/\\(?:bf|rm|it|sf|tt|normalfont)(?![A-Za-z])/g, ' ')
    .replace(/\+\/-/g, '\\pm ')
    .replace(/\\left\s*\./g, ' ')
    .replace(/\\right\s*\./g, ' ')
    .replace(DECORATION, ' ')
    .replace(/\\[dtc]frac(?![A-Za-z])/g, '\\frac')
    .replace(/\\[dt]binom(?![A-Za-z])/g, '\\binom')
    .replace(/\\(?:lvert|rvert|vert)(?![A-Za-z])/g, '|')
    .replace(/\\(?:lbrack)(?![A-Za-z])/g, '[')
    .replace(/\\(?:rbrack)(?![A-Za-z])/g, ']')
    .replace(/\\(?:phantom|hspace|vspace|label|tag)\*?\{[^{}]*\}/g, ' ')
    .replace(/\^\s*\{?\s*\\(?:circ|degree)\s*\}?\s*(?:\\(?:text|mathrm|rm)\s*\{\s*)?([CF])\s*\}?\s*$/, '\\text{°$1}')
    .replace(/\\(?:degree|textdegree)(?![A-Za-z])/g, '^\\circ ');
  clean = stripDelimiters(clean).replace(/(?<=\d\s*(?:\\text\{\s*)?)\b([apAP])\.\s?[mM]\.?/g, '$1m');
  // `{,}` and `,\!` are how LaTeX writes a thousands separator without a gap.
  clean = clean
    .replace(/(\d)\s*\{\s*,\s*\}\s*(?:\\!)?\s*(?=\d)/g, '$1,')
    .replace(/(\d)\s*,\s*(?:\\[!,;: ]\s*)+(?=\d{3}(?!\d))/g, '$1,');
  clean = clean.replace(/(\d)(?:\\[,;: ]|\u00a0|~)+(?=\d{3}(?!\d))/g, '$1,').replace(SPACES, ' ');
  clean = clean.replace(/\*\*(?=\s*[-\w(.])/g, '^').replace(/^\*+|\*+$/g, '');
  // Dots after a part that stands there three times: a repeating decimal.
  clean = clean.replace(/(\d+\.\d{0,12}?)(\d{1,8}?)\2{2,8}\s*(?:\.{3}|\\[lc]?dots)/g, '$1\\overline{$2}');
  clean = clean.replace(/(?<=\d\s*)\b(or (?:more|less|fewer|greater|above|below))\b/g, '\\text{ $1}');
  clean = joinThousands(clean);
  return clean
    .replace(/^[\s,;:]+/, '')
    .replace(/(?:[\s,;:]|\\\\|(?<!\.)\.(?!\.))+$/, '')
    .trim();
}

/** Escapes that a programming language ate (`\f` of `\frac`) or doubled. */
function repairBackslashes(text: string): string {
  return text
    .replace(/\\*\f/g, '\\f')
    .replace(/\\*[\b]/g, '\\b')
    .replace(/\\*\x07/g, '\\a')
    .replace(/\\*\v/g, '\\v')
    .replace(/\t(?=(?:ext|imes|heta|frac|an|o)(?![a-z]))/g, '\\t')
    .replace(/\r(?=(?:ight|ho|angle)(?![a-z]))/g, '\\r')
    .replace(/(?<!\\)\\\\(?=[A-Za-z]{2}|[{}$%])/g, (found, at: number) => (isRowBreak(text, at) ? found : '\\'));
}

/** In a matrix `\\` before letters may be a row break; before a known command it never is. */
function isRowBreak(text: string, at: number): boolean {
  if (!text.includes('\\begin{')) return false;
  return !/^\\\\(?:frac|sqrt|pi|sin|cos|tan|left|right|text|cdot|infty|d?frac|begin|end)(?![a-z])/.test(
    text.slice(at, at + 12),
  );
}

/** `$…$`, `\(…\)`, `\[…\]`; a `$` before a number, one that closes nothing, is the currency. */
function stripDelimiters(text: string): string {
  const plain = text.replace(/\\\(|\\\)/g, ' ').replace(/(?<!\\)\\[[\]]/g, ' ');
  const dollars = plain.match(/(?<!\\)\$/g)?.length ?? 0;
  if (dollars === 0) return plain;
  if (dollars % 2 === 0) return plain.replace(/(?<!\\)\$/g, ' ');
  return plain.replace(/(?<!\\)\$(?=\s*\.?\d)/g, '\\$').replace(/(?<!\\)\$/g, ' ');
}
