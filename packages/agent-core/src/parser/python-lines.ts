import { maskStrings, PythonReader } from './python-text.ts';

/**
 * What a logical line looks like: `action` is a statement that prose hardly ever resembles (a `print` call, an
 * import), `statement` one that a formula in prose may resemble, `expression` a value, `name` one name alone.
 */
export type LineKind = 'blank' | 'comment' | 'action' | 'statement' | 'expression' | 'name' | 'prose';

/** A statement with all the lines that its brackets and strings hold together. */
export interface LogicalLine {
  start: number;
  /** Without the newline. */
  end: number;
  indented: boolean;
  kind: LineKind;
}

/** How often an unclosed bracket may send the reader to the end of the text; prose is full of them. */
const PATIENCE = 4;

const KEYWORDS = new Set(
  (
    'and as assert async await break class continue def del elif else except finally for from global if import in is ' +
    'lambda nonlocal not or pass raise return try while with yield match case'
  ).split(' '),
);
const IMPORT = /^(?:import +[\w.]+|from +[\w.]+ +import +[\w*(])/;
const DEFINITION = /^(?:async )?def \w+\(/;
const COMPOUND = /^(?:async )?(?:if|elif|else|for|while|class|try|except|finally|with|match|case)\b[^]*:/;
const SIMPLE = /^(?:(?:return|raise|assert|del|global|nonlocal) {1,4}\S|(?:pass|break|continue|return|raise);?$)/;
const CALL = /^(?:await )?([A-Za-z_][\w.]*)\(/;
const VALUE = /^[\d([{"+~-]|^[A-Za-z_][\w.]*(?:\[| *(?:[-+*/%<>=]|!=)| +(?:and|or|in|is|if) )/;
const TARGET = /^[A-Za-z_*([][\w.,*()[\]": |+-]*$/;
const OPERATOR_BEFORE_EQUALS = /(?:\*\*|\/\/|<<|>>|[-+*/%&|^@:])$/;
/** Signs and line beginnings that are never Python's outside a string. */
const NOT_PYTHON =
  /!(?!=)|[$?`¿¡→•…“”‘’]|\\(?!\n)|[.!;,]{2}|^[-*] [A-Z]|^\d{1,3}[.)] |(?<![\w.])\d[\d_]*(?:[a-df-ik-zA-DF-IK-Z]|[eE](?![\d+-]))/;

/** Splits source into logical lines, in linear time. */
export function logicalLines(source: string): LogicalLine[] {
  const reader = new PythonReader(source);
  const lines: LogicalLine[] = [];
  let patience = PATIENCE;
  let start = 0;
  while (start < source.length) {
    const lineEnd = reader.lineEnd(start);
    const whole = patience > 0 && !isProseLine(source.slice(start, lineEnd)) ? logicalEnd(reader, start) : lineEnd;
    if (whole === undefined) patience -= 1;
    const end = whole ?? lineEnd;
    const text = source.slice(start, end);
    lines.push({ start, end, indented: /^[ \t]/.test(text), kind: lineKind(text) });
    start = end + 1;
  }
  return lines;
}

/** Prose must not swallow the lines after it by a bracket that it leaves open. */
function isProseLine(line: string): boolean {
  return !/"""|'''/.test(line) && isNotPython(maskStrings(line).trim());
}

/** The end of the logical line, or undefined where its brackets never close. */
function logicalEnd(reader: PythonReader, start: number): number | undefined {
  let depth = 0;
  let at = start;
  while (at < reader.limit) {
    const span = reader.spanAt(at);
    if (span !== undefined) {
      at = span.end;
      continue;
    }
    const char = reader.source[at];
    if (char === '\n' && depth === 0) return at;
    if (char === '(' || char === '[' || char === '{') depth += 1;
    else if (char === ')' || char === ']' || char === '}') depth = Math.max(0, depth - 1);
    at += char === '\\' ? 2 : 1;
  }
  return depth === 0 ? reader.limit : undefined;
}

/** Classifies one logical line. */
export function lineKind(line: string): LineKind {
  const trimmed = line.trim();
  if (trimmed === '') return 'blank';
  if (trimmed.startsWith('#')) return 'comment';
  const syntax = maskStrings(trimmed).trim();
  if (isNotPython(syntax)) return 'prose';
  if (IMPORT.test(syntax) || DEFINITION.test(syntax)) return 'action';
  if (COMPOUND.test(syntax) || SIMPLE.test(syntax) || /^@\w/.test(syntax)) return 'statement';
  const right = assignedValue(syntax);
  if (right !== undefined) return isActionCall(right) ? 'action' : 'statement';
  if (CALL.test(syntax) && /[)\]];?$/.test(syntax)) return isActionCall(syntax) ? 'action' : 'statement';
  if (/^[a-z_][\w.]*$/.test(syntax)) return 'name';
  return VALUE.test(syntax) ? 'expression' : 'prose';
}

/** Two names side by side, a number run into a name, an unpaired quote, or signs that Python does not have. */
function isNotPython(syntax: string): boolean {
  if (/['"]/.test(syntax.replaceAll('""', ''))) return true;
  if (NOT_PYTHON.test(syntax.replaceAll('...', '').replaceAll(/\b0[xbo][\da-f_]+/gi, '0'))) return true;
  if (!/\w[ \t]+[A-Za-z_]/.test(syntax)) return false;
  let left = '';
  for (const [word, right] of syntax.matchAll(/([A-Za-z_]\w*|\d[\w.]*)[ \t]*|[^]/g)) {
    // A word is followed by another one only where one of them is a keyword.
    if (right !== undefined && /^[A-Za-z_]/.test(right) && left !== '' && !KEYWORDS.has(left) && !KEYWORDS.has(right)) {
      return true;
    }
    left = right !== undefined && word.length > right.length ? right : '';
  }
  return false;
}

/** What is right of the `=` of an assignment to a possible target. */
function assignedValue(syntax: string): string | undefined {
  const equals = /(?<![=!<>])=(?!=)/.exec(syntax)?.index ?? 0;
  const value = syntax.slice(equals + 1).trim();
  if (equals === 0 || value === '') return undefined;
  const target = syntax.slice(0, equals).trimEnd().replace(OPERATOR_BEFORE_EQUALS, '');
  return TARGET.test(target) && !/^[\w.]+\(/.test(target) ? value : undefined;
}

/** `print`, `final_answer`, or a name that is more than one word: `web_search`, `math.sqrt`. */
function isActionCall(syntax: string): boolean {
  const name = CALL.exec(syntax)?.[1];
  return name !== undefined && (name === 'print' || /[a-z\d][_.][a-z]/i.test(name));
}
