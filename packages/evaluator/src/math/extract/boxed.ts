/** A box and where it stands. */
interface Box {
  content: string;
  start: number;
  end: number;
}

/** Boxes before these are not looked at. */
const MAX_BOXES = 64;
const OPENING = /\\+(?:boxed|fbox|framebox)(?![A-Za-z])\s*/g;

/** Boxes from left to right, also with nested braces, without braces (`\boxed 5`), and cut off before they close. */
function findBoxes(text: string): Box[] {
  const boxes: Box[] = [];
  for (const match of [...text.matchAll(OPENING)].slice(-MAX_BOXES)) {
    const start = match.index;
    const from = start + match[0].length;
    const { content, end } = text[from] === '{' ? balanced(text, from) : bareArgument(text, from);
    if (content.trim() !== '') boxes.push({ content: content.trim(), start, end });
  }
  return boxes.filter(
    (box, at) => !boxes.some((outer, other) => other < at && outer.end >= box.end && !isDeeper(outer, box)),
  );
}

/** A box in a box: the inner one stays where it is all there is. */
const isDeeper = (outer: Box, inner: Box): boolean =>
  /^\\+f?boxed\s*\{/.test(outer.content) && outer.content.length > inner.content.length;

function balanced(text: string, open: number): { content: string; end: number } {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    const character = text[at];
    if (character === '\\') at++;
    else if (character === '{') depth++;
    else if (character === '}' && --depth === 0) return { content: text.slice(open + 1, at), end: at + 1 };
  }
  const rest = /^[^\n$]*/.exec(text.slice(open + 1))?.[0] ?? '';
  return { content: rest.replace(/\\[\])]\s*\.?\s*$/, ''), end: open + 1 + rest.length };
}

function bareArgument(text: string, from: number): { content: string; end: number } {
  const content = /^(?:[-+]?[\d.,]*\d|\\[A-Za-z]+(?:\{[^{}]*\})*|[A-Za-z])/.exec(text.slice(from))?.[0] ?? '';
  return { content, end: from + content.length };
}

const GAP_DECORATION = /\\(?:text[a-z]*|mbox|quad|qquad|[()[\],;:! ])|[${}~\s*]/g;

/** Whether two boxes belong to one answer: `\boxed{1} and \boxed{2}`. */
function isJoined(gap: string): boolean {
  if (gap.length > 80 || /\n\s*\n/.test(gap)) return false;
  const words = gap.replace(GAP_DECORATION, ' ').trim();
  return /^(?:[,;]|,?\s*(?:and|or|&))$/.test(words) || (/^[^.!?=]{0,40}\b(?:and|or)$/.test(words) && !/\d/.test(words));
}

/** The content of the last box, together with those that are joined to it. */
export function lastBoxed(text: string): string | undefined {
  const boxes = findBoxes(text);
  const last = boxes.at(-1);
  if (last === undefined) return undefined;
  const contents = [last.content];
  let first = last;
  for (const box of boxes.slice(0, -1).toReversed()) {
    if (!isJoined(text.slice(box.end, first.start))) break;
    contents.unshift(box.content);
    first = box;
  }
  return contents.length === 1 ? last.content : contents.join(' \\text{ and } ');
}
