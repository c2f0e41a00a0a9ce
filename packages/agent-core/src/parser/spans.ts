/** A stretch of text; offsets are UTF-16 code units. */
export interface Span {
  start: number;
  end: number;
}

/** The text between two offsets without the spans, which may overlap and stand in any order. */
export function textWithout(text: string, from: number, to: number, spans: readonly Span[]): string {
  return replaceSpans(text, from, to, spans, () => '');
}

/** The same with the spans as spaces, so that offsets and lines stay. */
export function blankOut(text: string, from: number, to: number, spans: readonly Span[]): string {
  return replaceSpans(text, from, to, spans, (inside) => inside.replaceAll(/[^\n]/g, ' '));
}

function replaceSpans(
  text: string,
  from: number,
  to: number,
  spans: readonly Span[],
  change: (inside: string) => string,
): string {
  let result = '';
  let at = from;
  for (const { start, end } of spans.toSorted((one, other) => one.start - other.start)) {
    if (start >= to) break;
    if (end <= at) continue;
    const begin = Math.max(at, start);
    const stop = Math.min(end, to);
    result += text.slice(at, begin) + change(text.slice(begin, stop));
    at = stop;
  }
  return result + text.slice(at, Math.max(at, to));
}
