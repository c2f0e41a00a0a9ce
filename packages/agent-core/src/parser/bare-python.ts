import { CODE_LINE } from './marks.ts';
import { type LogicalLine, lineKind, logicalLines } from './python-lines.ts';
import { maskStrings, PythonReader } from './python-text.ts';
import type { ParseRepair } from './repairs.ts';

/** `Code:` labels tried in one text; each costs a pass over what follows it. */
const LABELS_TRIED = 2;

/** Code found outside any block. */
export interface FoundCode {
  code: string;
  /** Offset in the text where the code, or the label before it, begins. */
  start: number;
  end: number;
  /** Whether `Code:` stands before it, which is then part of it. */
  isLabelled: boolean;
  repairs: ParseRepair[];
}

/**
 * Whether the content of a block without a language is Python. Values alone are not: they are output more often.
 * @param isLabelled true after `Code:`: then a value is enough
 */
export function looksLikePython(source: string, isLabelled: boolean): boolean {
  const kinds = new Set(logicalLines(source).map((line) => line.kind));
  if (kinds.has('prose')) return isLabelled && kinds.has('action');
  return kinds.has('action') || kinds.has('statement') || (isLabelled && kinds.has('expression'));
}

/** The text with trailing lines of prose taken off code whose closing fence is missing. */
export function withoutTrailingProse(source: string): string {
  const lines = logicalLines(source);
  let last = lines.length;
  for (let index = lines.length - 1; index > 0; index -= 1) {
    const line = lines[index];
    if (line === undefined || (line.kind !== 'blank' && !isSentence(source, line))) break;
    if (line.kind !== 'blank') last = index;
  }
  const from = lines[last];
  return from === undefined ? source : source.slice(0, from.start);
}

/** Prose of several words at the left margin; code that was cut short rarely looks so. */
function isSentence(source: string, line: LogicalLine): boolean {
  if (line.kind !== 'prose' || line.indented) return false;
  return /^[A-Z*>-]\S*(?: +\S+){2,}/.test(source.slice(line.start, Math.min(line.end, line.start + 400)));
}

/** Python that stands in the text without a block: after `Code:`, or lines that nothing but Python looks like. */
export function findBarePython(text: string): FoundCode | undefined {
  return afterLabel(text) ?? pythonLines(text) ?? finalAnswerInProse(text);
}

function afterLabel(text: string): FoundCode | undefined {
  let offset = 0;
  let patience = LABELS_TRIED;
  for (const line of text.split('\n')) {
    const label = patience > 0 ? CODE_LINE.exec(line.slice(0, 200)) : null;
    if (label !== null) {
      patience -= 1;
      const found = codeFrom(text, offset, offset + label[0].length);
      if (found !== undefined) return found;
    }
    offset += line.length + 1;
  }
  return undefined;
}

function codeFrom(text: string, start: number, bodyStart: number): FoundCode | undefined {
  const body = text.slice(bodyStart);
  const inline = /^\s*`([^`\n]+)`/.exec(body);
  if (inline?.[1] !== undefined && lineKind(inline[1]) !== 'prose') {
    return {
      code: inline[1].trim(),
      start,
      end: bodyStart + inline[0].length,
      isLabelled: true,
      repairs: ['inline-code'],
    };
  }
  const lines = logicalLines(body);
  const stop = lines.findIndex((line) => line.kind === 'prose' && !line.indented);
  const code = lines.slice(0, stop === -1 ? lines.length : stop);
  if (!code.some(isCode)) return undefined;
  const end = code.findLast(isCode)?.end ?? 0;
  return { code: body.slice(0, end), start, end: bodyStart + end, isLabelled: true, repairs: ['bare-python'] };
}

function isCode(line: LogicalLine): boolean {
  return line.kind === 'action' || line.kind === 'statement' || line.kind === 'expression';
}

/** Every run of statements, where one of them at least can't be prose. */
function pythonLines(text: string): FoundCode | undefined {
  const lines = logicalLines(text);
  if (!lines.some((line) => line.kind === 'action')) return undefined;
  const runs: LogicalLine[][] = [];
  const run: LogicalLine[] = [];
  for (const line of lines) {
    const belongs =
      run.length > 0
        ? line.kind !== 'prose' || line.indented
        : line.kind === 'action' || line.kind === 'statement' || line.kind === 'comment';
    if (belongs) run.push(line);
    else if (run.length > 0) runs.push(run.splice(0));
  }
  runs.push(run);
  const parts = runs.filter((part) => part.some((line) => line.kind === 'action' || line.kind === 'statement'));
  const first = parts[0]?.[0];
  const last = parts.at(-1)?.findLast((line) => line.kind !== 'blank' && line.kind !== 'comment');
  if (first === undefined || last === undefined) return undefined;
  const code = parts.map((part) =>
    text.slice(part[0]?.start ?? 0, part.findLast((line) => line.kind !== 'blank')?.end ?? 0),
  );
  return {
    code: code.join('\n'),
    start: first.start,
    end: last.end,
    isLabelled: false,
    repairs: parts.length > 1 ? ['bare-python', 'several-blocks-joined'] : ['bare-python'],
  };
}

const ANSWER_CALL = /(?<![\w.])final_answer\(/g;
const LITERAL_ARGUMENT = /^(?:[\d\s.,+\-*/()[\]{}:_]|True|False|None|"")+$/;

/** `final_answer(...)` in a sentence counts only with a literal argument: a name may be one the model has yet to set. */
function finalAnswerInProse(text: string): FoundCode | undefined {
  let found: FoundCode | undefined;
  let patience = 8;
  for (const call of text.matchAll(ANSWER_CALL)) {
    const end = closingBracket(text, call.index + call[0].length);
    if (end === undefined) {
      patience -= 1;
      if (patience === 0) break;
      continue;
    }
    const code = text.slice(call.index, end);
    const inside = code.slice(call[0].length, -1);
    if (!isLiteral(inside)) continue;
    found = { code, start: call.index, end, isLabelled: false, repairs: ['final-answer-in-prose'] };
  }
  return found;
}

function isLiteral(argument: string): boolean {
  return LITERAL_ARGUMENT.test(maskStrings(argument));
}

function closingBracket(text: string, from: number): number | undefined {
  const limit = Math.min(text.length, from + 2000);
  const reader = new PythonReader(text, limit);
  let depth = 1;
  for (let at = from; at < limit;) {
    const span = reader.spanAt(at);
    if (span?.kind === 'string') {
      at = span.end;
      continue;
    }
    const char = text[at];
    if (char === '(' || char === '[' || char === '{') depth += 1;
    else if (char === ')' || char === ']' || char === '}') depth -= 1;
    at += 1;
    if (depth === 0) return at;
  }
  return undefined;
}
