import type { Expression } from '../expression.ts';
import { MAX_CHARACTERS, NotComparable } from '../limits.ts';
import { cleanMath } from './clean.ts';
import { Cursor } from './cursor.ts';
import { tokenize, Unreadable } from './lexer.ts';
import { parseList } from './list.ts';
import { parseFactor, parseProduct, parseSum } from './scalar.ts';
import { otherNumberReadings } from './thousands.ts';
import { PHRASES, TENS } from './vocabulary.ts';

const RULES = { list: parseList, sum: parseSum, product: parseProduct, factor: parseFactor };

/** An answer as it was given, cleaned, and what it can mean; the first reading is the likeliest. */
export interface ParsedAnswer {
  raw: string;
  clean: string;
  readings: readonly Expression[];
  /** Whether the first reading is a formula and not just words. */
  isFormula: boolean;
}

/**
 * Reads an answer in LaTeX, plain text or Python's notation. What is no formula is a text.
 * @throws NotComparable past the limits of length or nesting
 */
export function parseAnswer(raw: string): ParsedAnswer {
  if (raw.length > MAX_CHARACTERS) {
    throw new NotComparable(`not comparable: an answer of ${raw.length} characters is longer than ${MAX_CHARACTERS}`);
  }
  const clean = cleanMath(raw);
  const first = readFormula(clean);
  const readings = first === undefined ? [] : [first];
  const withUnit = clean.replace(
    /^([-+\d.,/ ]*\d)\s+([msghLlNJWV]|[A-Za-z]{1,3}\/[a-z]{1,3})((?:\^\{?\d\}?)?)$/,
    '$1 \\text{$2}$3',
  );
  const quantity = withUnit === clean ? undefined : readFormula(withUnit);
  if (quantity !== undefined) readings.push(quantity);
  for (const other of otherNumberReadings(plainNumber(raw))) {
    const reading = readFormula(other);
    if (reading !== undefined) readings.push(reading);
  }
  const isFormula = readings.length > 0;
  return { raw, clean, readings: isFormula ? readings : [{ kind: 'text', text: plainWords(clean) }], isFormula };
}

/** The answer without the marks around a number, as far as these do not change how its digits are read. */
const plainNumber = (raw: string): string => raw.replace(/\\[()[\]]|\\?\$|[\s.]+$/g, '').trim();

function readFormula(clean: string): Expression | undefined {
  const words = plainWords(clean);
  const phrase = PHRASES.get(words.toLowerCase()) ?? spelledNumber(words);
  if (phrase === undefined && isWords(words)) return undefined;
  try {
    const cursor = new Cursor(tokenize(phrase ?? withBase(clean)), RULES);
    const answer = cursor.rules.list(cursor);
    return cursor.peek().type === 'stop' && answer.kind !== 'text' ? answer : undefined;
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

/** Twenty-one to ninety-nine in words. */
function spelledNumber(words: string): string | undefined {
  const [tens = '', ones, ...more] = words.toLowerCase().split(/[\s-]+/);
  const ten = TENS.indexOf(tens);
  const one = ones === undefined ? '0' : PHRASES.get(ones);
  return ten < 0 || more.length > 0 || one === undefined || !/^\d$/.test(one)
    ? undefined
    : String(10 * (ten + 2) + Number(one));
}

/** `1011 (base 2)` as `1011_{2}`. */
function withBase(clean: string): string {
  return clean.replace(/^([0-9A-F]+)\s*(?:\\text\{)?\s*\(?(?:in )?base[- ](\d{1,2})\)?\}?$/i, '$1_{$2}');
}

/** The words of `\text{…}` and bare ones, without commands. */
export function plainWords(clean: string): string {
  return clean
    .replace(/\\(?:text[a-z]*|mbox|hbox|mathrm|mathbf|mathit|operatorname|emph|underline)\s*\{([^{}]*)\}/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Letters and spaces only, with a word of three letters or more that is no name of mathematics. */
function isWords(text: string): boolean {
  if (!/^[A-Za-z\u00c0-\u024f\u4e00-\u9fff][A-Za-z\u00c0-\u024f\u4e00-\u9fff',.\s-]*$/.test(text)) return false;
  if (/\b(?:or|and)\b/.test(text) && !/[a-z]{4}/.test(text.replace(/\b(?:or|and)\b/g, ''))) return false;
  return (text.match(/[^\s',.-]{3,}/g) ?? []).some((word) => !/^(?:pi|inf|infinity|sqrt|sin|cos|tan|log)/.test(word));
}
