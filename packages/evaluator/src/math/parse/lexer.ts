/** One piece of an answer. `space` says whether white space stands before it. */
export interface Token {
  type: 'number' | 'command' | 'word' | 'text' | 'based' | 'begin' | 'end' | 'mark' | 'stop';
  text: string;
  space: boolean;
}

/** Thrown inside the parser where an answer is no formula that it knows. */
export class Unreadable extends Error {}

const TEXT_COMMANDS = new Set(
  'text textbf textit textrm textsf texttt textnormal textup textsc mbox hbox mathrm mathbf mathit mathsf mathtt mathcal rm bf operatorname emph underline mathbb mathfrak overline bar overrightarrow vec hat widehat overarc dot tilde'.split(
    ' ',
  ),
);
const PATTERNS: readonly (readonly [Token['type'], RegExp])[] = [
  ['based', /(?:[0-9A-F]*\d[0-9A-F]*|[A-F]+(?=_\{?\s*1[26]))(?:\.\d+)?_(?:\{\s*\d{1,2}\s*\}|\d{1,2}(?!\d))/y],
  ['number', /\d+\.(?=\s*\\(?:overline|bar|dot)\b)|(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+(?![\d.]))?|\d+\.(?!\d)/y],
  ['command', /\\(?:[A-Za-z]+\*?|\\|[^A-Za-z\s])/y],
  ['word', /[A-Za-z\u00c0-\u024f\u4e00-\u9fff]+(?:(?<=[a-z]{3})-(?=[a-z]{3})[a-z]+)*/y],
  ['mark', /\.\.\.|\*\*|==|<=|>=|=<|!=(?!=)|[^\s]/y],
];

/** Cuts cleaned text into tokens; the last one is a `stop`. @throws Unreadable for a group that is never closed */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const blank = /\s*/y;
    blank.lastIndex = at;
    const gap = blank.exec(text)?.[0].length ?? 0;
    at += gap;
    if (at >= text.length) break;
    const { type, found } = match(text, at);
    at += found.length;
    const name = found.slice(1);
    const space = gap > 0;
    if (type === 'command' && (name === 'begin' || name === 'end')) {
      const environment = /\s*\{([^{}]*)\}/y;
      environment.lastIndex = at;
      const [whole, inside] = environment.exec(text) ?? [];
      if (whole === undefined || inside === undefined) throw new Unreadable('an environment without a name');
      at += whole.length;
      tokens.push({ type: name, text: inside.replace('*', ''), space });
    } else if (type === 'command' && TEXT_COMMANDS.has(name)) {
      const group = readGroup(text, at);
      at = group.end;
      const isUnit =
        /^\W*[msghLNJWVK]\W*$/.test(group.inside) && /^(?:mathrm|rm)$/.test(name) && tokens.at(-1)?.type === 'number';
      if (isUnit) tokens.push({ type: 'text', text: group.inside.replace(/\W/g, ''), space });
      else tokens.push(...textTokens(name, group.inside, space, text.slice(at)));
    } else tokens.push({ type, text: type === 'command' ? name : found, space });
  }
  tokens.push({ type: 'stop', text: '', space: true });
  return tokens;
}

function match(text: string, at: number): { type: Token['type']; found: string } {
  for (const [type, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) return { type, found };
  }
  throw new Unreadable(`an unknown character “${text[at]}”`);
}

/** The argument in braces at this place, or the next character. */
function readGroup(text: string, at: number): { inside: string; end: number } {
  let start = at;
  while (/\s/.test(text[start] ?? '')) start++;
  if (text[start] !== '{') return { inside: text[start] ?? '', end: Math.min(text.length, start + 1) };
  let depth = 0;
  for (let end = start; end < text.length; end++) {
    if (text[end] === '\\') end++;
    else if (text[end] === '{') depth++;
    else if (text[end] === '}' && --depth === 0) return { inside: text.slice(start + 1, end), end: end + 1 };
  }
  throw new Unreadable('a brace that is never closed');
}

/** What `\text{…}` and the like hold: words stay a text, anything else is read as if it stood there bare. */
function textTokens(command: string, inside: string, space: boolean, rest: string): Token[] {
  const content = inside.trim();
  if (content === '') return [];
  if (command === 'overline' || command === 'bar' || command === 'dot') {
    if (/^\d+$/.test(content)) return [{ type: 'text', text: `repeat:${content}`, space }];
  }
  if (command === 'mathbb') return [{ type: 'text', text: `set:${content}`, space }];
  if (/^(?:overline|overrightarrow|vec|hat|bar|widehat|dot|tilde|overarc)$/.test(command)) {
    return [{ type: 'text', text: `name:${command}(${content.replace(/\s+/g, '')})`, space }];
  }
  const isSingleName =
    /^(?:math|rm|bf|operatorname)/.test(command) && (content.length === 1 || isFunctionName(content));
  const isWord = /[A-Za-z\u00c0-\u024f\u4e00-\u9fff]/.test(content) && !isSingleName;
  if (!isWord || (/\\(?:frac|sqrt|pi)|\d/.test(content) && !/[A-Za-z]{3}/.test(content.replace(/\\[A-Za-z]+/g, '')))) {
    return tokenize(content)
      .slice(0, -1)
      .map((token, index) => (index === 0 ? { ...token, space: true } : token));
  }
  const isOption = /^\(?[A-Z]\)?[.)]?$/.test(content) && !/^\s*[_^]/.test(rest);
  return [{ type: 'text', text: isOption ? content.replace(/[().]/g, '') : content, space }];
}

function isFunctionName(name: string): boolean {
  return /^(?:a?r?c?(?:sin|cos|tan)h?|cot|sec|csc|log|ln|lg|exp|gcd|lcm|det|max|min|arccot|sgn|Re|Im)$/.test(name);
}
