import { isEatenCommand, PYTHON_ESCAPES } from './latex-commands.ts';
import { type PythonSpan, pythonSpans } from './parser/python-text.ts';

/** What {@link recoverLatex} found. */
export interface RecoveredText {
  text: string;
  /** Whether anything was put right; `text` is the answer as given where not. */
  recovered: boolean;
}

/** A piece of text as Python made it, and as the model wrote it. */
interface Mangled {
  python: string;
  written: string;
}

/**
 * Puts LaTeX commands in an answer right that Python's escapes have eaten: in `final_answer("\boxed{2}")` Python
 * reads `\b` as a backspace. Only what stands as such a command in a string literal of the code that is neither raw
 * nor bytes is put right, so real tabs and line breaks stay. In a literal with such a command `\\` before anything
 * but a word stays doubled too, for there it is a row break of LaTeX.
 * @param code the Python that made the answer; where several steps made it, their code joined
 * @param answerText the answer as Python has it (`str(value)`)
 */
export function recoverLatex(code: string, answerText: string): RecoveredText {
  // Without a control character, also as `repr` shows it inside a list, nothing was eaten.
  if (!/[\x07\b\f\v\n\r\t]|\\x(?:07|08|0b|0c)/.test(answerText)) return { text: answerText, recovered: false };
  const wholes: Mangled[] = [];
  const commands = new Map<string, string>();
  for (const literal of plainLiterals(code)) {
    const eaten = eatenCommands(literal);
    for (const { python, written } of eaten) commands.set(python, written);
    if (eaten.length > 0 && /\\\\/.test(literal)) wholes.push(decode(literal));
  }
  let text = answerText;
  for (const { python, written } of wholes) text = text.replaceAll(python, () => written);
  // Longest first, so that none is taken for the beginning of another.
  for (const [python, written] of [...commands].sort(([one], [other]) => other.length - one.length)) {
    text = replaceCommand(text, python, written);
  }
  return { text, recovered: text !== answerText };
}

/** Source of the string literals in which escapes count; an f-string gives the pieces between its expressions. */
function plainLiterals(code: string): string[] {
  return pythonSpans(code).flatMap((span) => {
    if (span.kind !== 'string') return [];
    const prefix = prefixOf(code, span);
    if (/[rb]/i.test(prefix)) return [];
    const source = code.slice(span.contentStart, span.contentEnd);
    return /[ft]/i.test(prefix) ? formattedPieces(source) : [source];
  });
}

function prefixOf(code: string, { start }: PythonSpan): string {
  return /(?<![A-Za-z0-9_])[A-Za-z]{1,2}$/.exec(code.slice(Math.max(0, start - 3), start))?.[0] ?? '';
}

/** The text of an f-string with doubled braces single, cut at its expressions. */
function formattedPieces(source: string): string[] {
  const pieces = [''];
  let depth = 0;
  for (let at = 0; at < source.length; at += 1) {
    const char = source[at] ?? '';
    const isDoubled = depth === 0 && /[{}]/.test(char) && source[at + 1] === char;
    if (isDoubled || (depth === 0 && char !== '{')) pieces.push(`${pieces.pop() ?? ''}${char}`);
    else if (char === '{') depth += 1;
    else if (char === '}') depth -= 1;
    if (isDoubled) at += 1;
    else if (depth === 0 && char === '}') pieces.push('');
  }
  return pieces;
}

/** Every escape of a literal: a pair of backslashes is one real backslash, so pairs are taken first. */
const ESCAPE = /\\(?:([abfnrtv][A-Za-z]*)|(\\)([A-Za-z]*)|(['"])|(\n))/g;

function eatenCommands(literal: string): Mangled[] {
  return Array.from(literal.matchAll(ESCAPE)).flatMap(([, letters]) => {
    const control = PYTHON_ESCAPES.get(letters?.[0] ?? '');
    if (letters === undefined || control === undefined || !isEatenCommand(letters, literal)) return [];
    return [{ python: control + letters.slice(1), written: `\\${letters}` }];
  });
}

/** The whole literal as Python has it and as it was meant. */
function decode(literal: string): Mangled {
  const as = (isMeant: boolean) =>
    literal.replaceAll(ESCAPE, (whole, letters?: string, pair?: string, word?: string, quote?: string) => {
      if (pair !== undefined) return (isMeant && (word ?? '').length < 2 ? '\\\\' : '\\') + (word ?? '');
      if (letters === undefined) return quote ?? '';
      if (isMeant && isEatenCommand(letters, literal)) return whole;
      return (PYTHON_ESCAPES.get(letters[0] ?? '') ?? '') + letters.slice(1);
    });
  return { python: as(false), written: as(true) };
}

/** Replaces a command, also in the form that `repr` gives it inside a list, but not the beginning of a longer word. */
function replaceCommand(text: string, python: string, written: string): string {
  const code = python.charCodeAt(0).toString(16).padStart(2, '0');
  return [python, `\\x${code}${python.slice(1)}`].reduce((result, form) => {
    const [first = '', ...rest] = result.split(form);
    return rest.reduce((joined, part) => joined + (/^[A-Za-z]/.test(part) ? form : written) + part, first);
  }, text);
}
