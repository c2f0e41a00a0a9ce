/** One string literal in Python source; offsets are UTF-16 code units into the source. */
export interface PythonString {
  /** Offset of the first quote, after the prefix. */
  start: number;
  /** Offset after the last quote. */
  end: number;
  contentStart: number;
  contentEnd: number;
  quote: string;
}

/** What a scan passes over: a string literal or a comment. */
export type PythonSpan = { kind: 'comment'; start: number; end: number } | ({ kind: 'string' } & PythonString);

/**
 * Reads Python just far enough to know what is inside a string or comment and what is not.
 * Takes broken source: a quote that never closes is a plain character. Linear in the source's length.
 */
export class PythonReader {
  readonly source: string;
  readonly limit: number;
  /** From here on no triple quote of that kind closes, so that looking for it again would be in vain. */
  readonly #unclosed = new Map<string, number>();

  constructor(source: string, limit: number = source.length) {
    this.source = source;
    this.limit = limit;
  }

  /** The string or comment that begins at `at`, if any. An unclosed quote is none. */
  spanAt(at: number): PythonSpan | undefined {
    const char = this.source[at];
    if (char === '#') return { kind: 'comment', start: at, end: this.lineEnd(at) };
    if (char !== '"' && char !== "'") return undefined;
    const triple = char.repeat(3);
    return this.source.startsWith(triple, at) ? this.#triple(at, triple) : this.#single(at, char);
  }

  /** Offset of the end of the line that holds `at`, before its newline. */
  lineEnd(at: number): number {
    const newline = this.source.indexOf('\n', at);
    return newline === -1 || newline > this.limit ? this.limit : newline;
  }

  #single(start: number, quote: string): PythonSpan | undefined {
    for (let at = start + 1; at < this.limit; at += 1) {
      const char = this.source[at];
      if (char === '\\') at += 1;
      else if (char === quote) return literal(start, at, quote);
      else if (char === '\n') return undefined;
    }
    return undefined;
  }

  #triple(start: number, quote: string): PythonSpan | undefined {
    const vain = this.#unclosed.get(quote);
    if (vain !== undefined && start >= vain) return undefined;
    for (let at = start + 3; at < this.limit; at += 1) {
      if (this.source[at] === '\\') at += 1;
      else if (this.source.startsWith(quote, at) && at + 3 <= this.limit) return literal(start, at, quote);
    }
    this.#unclosed.set(quote, start);
    return undefined;
  }
}

function literal(start: number, contentEnd: number, quote: string): PythonSpan {
  const contentStart = start + quote.length;
  return { kind: 'string', start, contentStart, contentEnd, end: contentEnd + quote.length, quote };
}

/** Every string literal and comment of the source, in order. */
export function pythonSpans(source: string): PythonSpan[] {
  const reader = new PythonReader(source);
  const spans: PythonSpan[] = [];
  let at = 0;
  while (at < source.length) {
    const span = reader.spanAt(at);
    if (span === undefined) {
      at += source[at] === '\\' ? 2 : 1;
      continue;
    }
    spans.push(span);
    at = span.end;
  }
  return spans;
}

/** The source with `change` made to everything outside strings and comments. */
export function mapOutsideStrings(source: string, change: (outside: string) => string): string {
  let result = '';
  let done = 0;
  for (const span of pythonSpans(source)) {
    result += change(source.slice(done, span.start)) + source.slice(span.start, span.end);
    done = span.end;
  }
  return result + change(source.slice(done));
}

/** The source with the content of every string and comment replaced by nothing: what is left is syntax. */
export function maskStrings(source: string): string {
  let result = '';
  let done = 0;
  for (const span of pythonSpans(source)) {
    result += source.slice(done, span.start) + (span.kind === 'string' ? '""' : '');
    done = span.end;
  }
  return result + source.slice(done);
}
