import { CLOSING_TAG, END_MARKER, LABEL_IN_CODE, SPECIAL_TOKEN } from './marks.ts';
import type { PythonReader } from './python-text.ts';

/** Where a block's code ends. */
export interface CodeEnd {
  /** Offset after the last character of the code. */
  bodyEnd: number;
  /** Offset after the closing fence or tag. */
  end: number;
  /** `none`: a label, the end marker, another opening fence or the end of the text came first. */
  closedBy: 'fence' | 'tag' | 'none';
}

const FENCE_LINE = /[ \t]*([`~]{3,})[ \t]*([A-Za-z][\w.]*)?/y;
const BACKTICKS = /`{3,}/y;

/** Whether `pattern` (sticky) matches at `at`; the length of the match, else 0. */
export function matchAt(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}

/**
 * Finds the end of Python code that begins at `from`. Fences, markers and labels inside a string literal are
 * part of the code.
 * @param fence the opening fence, or '' where a tag opened the code
 */
export function findCodeEnd(reader: PythonReader, from: number, fence: string): CodeEnd {
  const { source, limit } = reader;
  let at = from;
  let lineStart = true;
  while (at < limit) {
    const end = (lineStart ? endAtLineStart(source, at, fence) : undefined) ?? endHere(source, at, fence);
    if (end !== undefined) return end.end > limit ? { bodyEnd: limit, end: limit, closedBy: 'none' } : end;
    const span = reader.spanAt(at);
    if (span?.kind === 'comment') {
      const inComment = endInComment(source, span.start, span.end, limit, fence);
      if (inComment !== undefined) return inComment;
    }
    const next = span?.end ?? at + stepOver(source, at);
    lineStart = source[next - 1] === '\n' && span === undefined;
    at = next;
  }
  return { bodyEnd: limit, end: limit, closedBy: 'none' };
}

/** An escaped quote begins no string, and a run of backticks is one thing. */
function stepOver(source: string, at: number): number {
  if (source[at] === '\\') return /["'\\]/.test(source[at + 1] ?? '') ? 2 : 1;
  return Math.max(1, source[at] === '`' ? matchAt(BACKTICKS, source, at) : 1);
}

function endAtLineStart(source: string, at: number, fence: string): CodeEnd | undefined {
  FENCE_LINE.lastIndex = at;
  const line = FENCE_LINE.exec(source);
  const run = line?.[1];
  if (line !== null && run !== undefined && fence !== '' && isClosing(run, fence)) {
    // `` ```py `` opens the next block: this one was never closed.
    if (/^i?py/i.test(line[2] ?? '')) return { bodyEnd: at, end: at, closedBy: 'none' };
    const end = at + line[0].indexOf(run) + run.length;
    return { bodyEnd: at, end, closedBy: 'fence' };
  }
  return matchAt(LABEL_IN_CODE, source, at) > 0 ? { bodyEnd: at, end: at, closedBy: 'none' } : undefined;
}

function endHere(source: string, at: number, fence: string): CodeEnd | undefined {
  const char = source[at];
  if (char === '`') {
    const run = matchAt(BACKTICKS, source, at);
    if (run >= 3 && fence[0] !== '~' && run >= fence.length) return { bodyEnd: at, end: at + run, closedBy: 'fence' };
    return undefined;
  }
  if (char !== '<' && char !== '[') return undefined;
  const tag = matchAt(CLOSING_TAG, source, at);
  if (tag > 0) return { bodyEnd: at, end: at + tag, closedBy: 'tag' };
  const isMark = matchAt(END_MARKER, source, at) > 0 || matchAt(SPECIAL_TOKEN, source, at) > 0;
  return isMark ? { bodyEnd: at, end: at, closedBy: 'none' } : undefined;
}

/**
 * Markers count in a comment too. A fence does only where nothing follows it, and a closing tag only where a tag opened
 * the code: a comment may speak of either.
 */
function endInComment(source: string, start: number, end: number, limit: number, fence: string): CodeEnd | undefined {
  for (let at = start; at < end; at += 1) {
    const char = source[at];
    if (char !== '<' && char !== '`' && char !== '[') continue;
    const found = endHere(source, at, fence);
    if (found === undefined) continue;
    if (found.closedBy === 'tag' && fence !== '') continue;
    if (found.closedBy !== 'fence') return found;
    const rest = source.slice(found.end, limit).trimStart();
    if (rest === '' || matchAt(END_MARKER, rest, 0) > 0) return found;
    at = found.end - 1;
  }
  return undefined;
}

function isClosing(run: string, fence: string): boolean {
  return run[0] === fence[0] && run.length >= fence.length;
}
