import type { MatchType } from '../options.ts';

/** A formula or number in a text. */
interface Found {
  text: string;
  start: number;
  end: number;
}

const FORMULA =
  /\$\$([^$]+)\$\$|(?<!\\)\$((?:\\.|[^$\\])+)\$|\\\(([^]*?)\\\)|(?<!\\)\\\[([^]*?)\\\]|\\begin\{(?:equation|align|displaymath|math|gather)\*?\}([^]*?)\\end\{(?:equation|align|displaymath|math|gather)\*?\}/g;
const NUMBER =
  /(?<![\w.\\])[-−–]?(?:\\?\$\s?)?(?:\d+(?:[.,]\d+)*|\.\d+)(?:[eE][-+]?\d+)?(?:\s*\/\s*\d+(?![\d/]))?(?:\s*%)?/g;

/** Formulas between delimiters, and numbers outside of them, from left to right. */
function findExpressions(text: string, types: ReadonlySet<MatchType>): Found[] {
  const formulas: Found[] = [];
  for (const match of text.matchAll(FORMULA)) {
    const content =
      match
        .slice(1)
        .find((group) => group !== undefined)
        ?.trim() ?? '';
    if (content === '' || isProseBetweenDollars(match[0], content)) continue;
    formulas.push({ text: content, start: match.index, end: match.index + match[0].length });
  }
  const found = types.has('latex') ? [...formulas] : [];
  if (types.has('expr')) {
    for (const match of text.matchAll(NUMBER)) {
      const [start, end] = [match.index, match.index + match[0].length];
      const isInside = formulas.some((formula) => start >= formula.start && start < formula.end);
      if (!isInside) found.push({ text: match[0].trim(), start, end });
    }
  }
  return found.sort((a, b) => a.end - b.end);
}

/** `$5 and pays $` is no formula but two prices. */
function isProseBetweenDollars(whole: string, content: string): boolean {
  return (
    whole.startsWith('$') &&
    !whole.startsWith('$$') &&
    /(?<![\\{A-Za-z])[A-Za-z]{3,}\s+[A-Za-z]{2,}/.test(content.replace(/\\text[a-z]*\{[^{}]*\}/g, ''))
  );
}

/** The last formula or number; one that is only the name of something gives way to one that is not. */
export function lastExpression(text: string, types: ReadonlySet<MatchType>): string | undefined {
  const found = findExpressions(text, types);
  const isName = ({ text: content }: Found): boolean =>
    /^(?:[A-Za-z]|[fgh]\([a-z]\)|\([a-z](?:,\s*[a-z])+\)|\\[a-z]+)$/.test(content);
  const isDenied = ({ start }: Found): boolean =>
    /\bnot\s+(?:equal to\s+)?$/i.test(text.slice(Math.max(0, start - 20), start));
  const candidates = found.filter((item) => !isDenied(item));
  return (candidates.findLast((item) => !isName(item)) ?? candidates.at(-1))?.text;
}
