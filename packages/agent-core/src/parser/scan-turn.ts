import { findCodeEnd, matchAt } from './code-end.ts';
import { type BlockLanguage, type FenceInfo, readFenceInfo } from './fence-info.ts';
import { CLOSING_TAG, CODE_LINE, OUTPUT_LINE, TURN_MARK } from './marks.ts';
import { PythonReader } from './python-text.ts';
import type { ParseRepair } from './repairs.ts';

/** One block as it stands in the text; offsets are UTF-16 code units. */
export interface TurnBlock {
  /** Where its opening fence or tag begins. */
  start: number;
  bodyStart: number;
  bodyEnd: number;
  /** After its closing fence or tag. */
  end: number;
  language: BlockLanguage;
  closed: boolean;
  /** The fence that closes it. */
  fence: string;
  /** What its form says, whether or not it is taken. */
  repairs: ParseRepair[];
}

/** A stretch of thinking text. */
export interface ThinkingSpan {
  start: number;
  /** After the closing tag. */
  end: number;
  bodyStart: number;
  bodyEnd: number;
  closed: boolean;
}

/** What a turn consists of, up to where it ends. */
export interface TurnScan {
  blocks: TurnBlock[];
  thinking: ThinkingSpan[];
  /** Everything from here on is not the turn's. */
  end: number;
  endedBy: 'limit' | 'end-marker' | 'observation' | 'special-token';
}

const CLOSING_THINK = /<\/think(?:ing)?>/gi;
const NESTED_PYTHON_FENCE = /\s*(`{3,}|~{3,})[ \t]*(?:i?python|py)/iy;

/** Splits `text` between two offsets into blocks, thinking and the rest, in one pass. */
export function scanTurn(text: string, from: number, to: number): TurnScan {
  const reader = new PythonReader(text, to);
  const scan: TurnScan = { blocks: [], thinking: [], end: to, endedBy: 'limit' };
  let at = from;
  for (;;) {
    TURN_MARK.lastIndex = at;
    const mark = TURN_MARK.exec(text);
    const groups = mark?.groups;
    if (mark === null || groups === undefined || mark.index >= to) return scan;
    const start = mark.index;
    const next = start + mark[0].length;
    const endedBy = endOf(groups);
    if (endedBy !== undefined) return { ...scan, end: start, endedBy };
    if (groups['think'] !== undefined) {
      const span = thinkingFrom(text, start, next, to);
      scan.thinking.push(span);
      at = span.end;
      continue;
    }
    const block =
      groups['tag'] === undefined ? fenceBlock(reader, start, mark[0].trim()) : tagBlock(reader, start, next);
    if (block !== undefined) scan.blocks.push(block);
    at = Math.max(block?.end ?? next, next);
  }
}

function endOf(groups: Record<string, string | undefined>): TurnScan['endedBy'] | undefined {
  if (groups['observation'] !== undefined) return 'observation';
  if (groups['end'] !== undefined) return 'end-marker';
  return groups['special'] === undefined ? undefined : 'special-token';
}

function thinkingFrom(text: string, start: number, bodyStart: number, to: number): ThinkingSpan {
  CLOSING_THINK.lastIndex = bodyStart;
  const close = CLOSING_THINK.exec(text);
  if (close === null || close.index >= to) return { start, bodyStart, bodyEnd: to, end: to, closed: false };
  return { start, bodyStart, bodyEnd: close.index, end: close.index + close[0].length, closed: true };
}

/**
 * The block whose fence begins at `start`. A fence directly inside a fence takes its place, and a fence of Markdown is
 * none: what is in it is the turn.
 */
function fenceBlock(reader: PythonReader, start: number, outerFence: string): TurnBlock | undefined {
  const { source: text, limit } = reader;
  const repairs: ParseRepair[] = [];
  let fence = outerFence;
  let at = start;
  for (;;) {
    const infoStart = text.indexOf(fence, at) + fence.length;
    const lineEnd = reader.lineEnd(infoStart);
    const rest = text.slice(infoStart, lineEnd);
    const sameLine = rest.indexOf(fence);
    const info = sameLine === -1 ? readFenceInfo(rest) : oneLineInfo(rest.slice(0, sameLine));
    const isInline = sameLine !== -1 || info.length < rest.length;
    const bodyStart = isInline ? lineEnd - rest.slice(info.length).trimStart().length : Math.min(lineEnd + 1, limit);
    if (!isInline) {
      NESTED_PYTHON_FENCE.lastIndex = bodyStart;
      const nested = NESTED_PYTHON_FENCE.exec(text);
      const isShorter = info.language === 'python' && (nested?.[1]?.length ?? 0) < fence.length;
      if (nested?.[1] !== undefined && !isShorter && bodyStart + nested[0].length <= limit) {
        repairs.push('nested-fence');
        fence = nested[1];
        at = bodyStart;
        continue;
      }
    }
    if (isInline) repairs.push('inline-fence');
    else if (!info.plain || fence[0] !== '`') repairs.push('fence-variant');
    const { language } = info;
    if (language === 'markdown') return undefined;
    if (language !== 'python' && language !== 'unmarked') {
      return otherBlock(reader, { start, bodyStart, language, fence, repairs });
    }
    const { bodyEnd, end, closedBy } = findCodeEnd(reader, bodyStart, fence);
    const closed = closedBy === 'fence';
    if (!closed) repairs.push('unclosed-fence');
    const isNested = at !== start;
    return {
      start,
      bodyStart,
      bodyEnd,
      end: isNested ? afterClose(text, end, outerFence) : end,
      language,
      closed,
      fence,
      repairs,
    };
  }
}

function afterClose(text: string, at: number, fence: string): number {
  const close = matchAt(/\s*(?:`{3,}|~{3,})[ \t]*(?=\n|$)/y, text, at);
  return close > 0 && text.slice(at, at + close).trim().length >= fence.length ? at + close : at;
}

/** A fence that closes on its own line holds code; a word alone in it is no language unless it is Python's. */
function oneLineInfo(inside: string): FenceInfo {
  const info = readFenceInfo(inside);
  return info.language === 'python' ? info : { language: 'unmarked', length: 0, plain: false };
}

/** A block of another language: ends at its fence's line, or where a Python block begins. */
function otherBlock(
  reader: PythonReader,
  block: Pick<TurnBlock, 'start' | 'bodyStart' | 'language' | 'fence' | 'repairs'>,
): TurnBlock {
  const { source: text, limit } = reader;
  const line = new RegExp(
    `^[ \\t]{0,12}(?:(${block.fence[0]}{${block.fence.length},})[ \\t]*(\\w*).*|observation:.*)$`,
    'gim',
  );
  line.lastIndex = block.bodyStart;
  const found = line.exec(text);
  const run = found?.[1];
  if (found === null || found.index >= limit) return { ...block, bodyEnd: limit, end: limit, closed: false };
  const isOpening = run === undefined || /^(?:py|python3?)$/i.test(found[2] ?? '');
  const end = isOpening ? found.index : found.index + found[0].indexOf(run) + run.length;
  return { ...block, bodyEnd: found.index, end, closed: !isOpening };
}

/** The block that a tag such as `<code>` opens, or the fence that it stands around. */
function tagBlock(reader: PythonReader, start: number, bodyStart: number): TurnBlock | undefined {
  const { source: text, limit } = reader;
  const before = lineBefore(text, 0, start);
  const fence = /^\s{0,40}(`{3,}|~{3,})/.exec(text.slice(bodyStart, Math.min(bodyStart + 80, limit)));
  if (fence?.[1] !== undefined) {
    const inner = fenceBlock(reader, bodyStart + fence[0].length - fence[1].length, fence[1]);
    if (inner === undefined) return undefined;
    const close = closingTagAfter(text, inner.end);
    return { ...inner, start, end: close, repairs: ['code-tag-around-fence', ...inner.repairs] };
  }
  // `the variable <code>x</code>` in a sentence is no action.
  const isInSentence =
    before.trim() !== '' && !CODE_LINE.test(before) && !/^\s*\n/.test(text.slice(bodyStart, bodyStart + 40));
  if (isInSentence) return undefined;
  const { bodyEnd, end, closedBy } = findCodeEnd(reader, bodyStart, '');
  const repairs: ParseRepair[] = closedBy === 'none' ? ['code-tag', 'unclosed-fence'] : ['code-tag'];
  return { start, bodyStart, bodyEnd, end, language: 'python', closed: closedBy !== 'none', fence: '', repairs };
}

function closingTagAfter(text: string, at: number): number {
  const space = matchAt(/\s*/y, text, at);
  const tag = matchAt(CLOSING_TAG, text, at + space);
  return tag > 0 ? at + space + tag : at;
}

/** What the line before the block says it is: code, output, or nothing. */
export function labelBefore(text: string, from: number, start: number): 'code' | 'output' | undefined {
  const line = lineBefore(text, from, from + text.slice(from, start).trimEnd().length);
  if (CODE_LINE.test(line) || /(?:^|\s)(?:Code|Action)\s?[:：]$/.test(line)) return 'code';
  return OUTPUT_LINE.test(line) ? 'output' : undefined;
}

/** The line up to `at`; its last 200 characters where it is longer. */
function lineBefore(text: string, from: number, at: number): string {
  const before = text.slice(Math.max(from, at - 200), at);
  return before.slice(before.lastIndexOf('\n') + 1);
}
