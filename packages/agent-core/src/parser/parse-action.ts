import { END_OF_CODE, renderAction } from './action-format.ts';
import { findBarePython, type FoundCode } from './bare-python.ts';
import { cleanCode } from './clean-code.ts';
import { findJsonCode } from './json-wrapped.ts';
import { LEFTOVER_TAG, TURN_MARK } from './marks.ts';
import { normaliseTurn } from './normalise.ts';
import { blankOut, type Span, textWithout } from './spans.ts';
import { type ParseRepair, RepairLog } from './repairs.ts';
import { scanTurn, type ThinkingSpan, type TurnBlock, type TurnScan } from './scan-turn.ts';
import { takeBlocks } from './take-blocks.ts';
import { readThought } from './thought.ts';

export type { ParseRepair } from './repairs.ts';

/** An assistant turn taken apart. */
export interface ParsedAction {
  /** `ok` when code was found. */
  status: 'ok' | 'no-code';
  /** Reasoning without its label, trimmed; holds the prefill where that is part of it, and no thinking text. */
  thought: string;
  /** Python without fence and common indentation; '' where there is none. */
  code: string;
  /**
   * The turn as it stays in the conversation: prefill and completion up to the end of the action, with the closing
   * fence and the end marker put back. Exactly the model's characters (and the end marker) for a well-formed turn.
   * Where the code was not in a fence of its own or had to be changed, the canonical turn instead, so that the
   * conversation shows the code that ran.
   */
  text: string;
  /** What was put right, in order; empty for a well-formed turn. */
  repairs: readonly ParseRepair[];
}

/** How the completion came about. */
export interface ParseOptions {
  /** What the turn began with; it is part of the turn, and the completion goes on from it. */
  prefill?: string;
  /** The chat template had opened `<think>`: the completion begins inside thinking. Default false. */
  thinking?: boolean;
}

/** What was found, before labels are read. */
interface FoundAction {
  codes: string[];
  /** Text before the action. */
  before: string;
  /** The turn as it stays, or undefined where it is to be rendered anew. */
  text?: string;
  /** `code`: the `Code:` label is part of the action. `none`: the action's form (JSON) has no place for labels. */
  labels: 'any' | 'code' | 'none';
  thought?: string;
}

/**
 * Takes an assistant turn apart into thought and code, whatever state it is in. Never throws; time is linear in the
 * length. Several blocks are joined in order up to the first observation or end marker: the model wrote each
 * knowing the ones before and without having seen a result. A call of `final_answer` counts as code; the words
 * "the answer is 42" do not.
 */
export function parseAction(completion: string, options: ParseOptions = {}): ParsedAction {
  const repairs = new RepairLog();
  const { text, prefill } = normaliseTurn(options.prefill ?? '', completion, repairs);
  const lead = leadingThinking(text, options.thinking ?? false);
  const start = lead?.end ?? 0;
  const scan = scanTurn(text, start, text.length);
  const thinking = lead === undefined ? scan.thinking : [lead, ...scan.thinking];
  if (thinking.some((span) => !span.closed)) repairs.add('unclosed-think');
  const found =
    fromBlocks(text, start, scan, repairs) ??
    fromRest(text, start, scan, repairs) ??
    fromThinking(text, thinking, repairs);
  const before = found?.before ?? textWithout(text, start, scan.end, withEmptyBlocks(text, scan));
  const reading = readThought(before, start === 0 && prefill.trim() !== '', repairs);
  const thought = reading.thought === '' ? (found?.thought ?? '') : reading.thought;
  noteEnd(text, scan, found !== undefined, repairs);
  if (found === undefined) {
    if (!reading.hasThoughtLabel && thought !== '') repairs.add('label-missing');
    return { status: 'no-code', thought, code: '', text: text.slice(0, scan.end).trimEnd(), repairs: repairs.list() };
  }
  const isLabelled = reading.hasThoughtLabel && (reading.hasCodeLabel || found.labels === 'code');
  if (!isLabelled && found.labels !== 'none') repairs.add('label-missing');
  const code = found.codes.length === 1 ? (found.codes[0] ?? '') : cleanCode(found.codes.join('\n'), new RepairLog());
  return {
    status: 'ok',
    thought,
    code,
    text: found.text ?? renderAction({ thought: withoutMarks(thought), code }),
    repairs: repairs.list(),
  };
}

const CLOSING_THINK = /<\/think(?:ing)?>/i;

/** Thinking whose opening tag was in the prompt: up to the first closing tag that has no opening one before it. */
function leadingThinking(text: string, isOpened: boolean): ThinkingSpan | undefined {
  const close = CLOSING_THINK.exec(text);
  const whole = { start: 0, bodyStart: 0, bodyEnd: text.length, end: text.length, closed: false };
  if (close === null) return isOpened ? whole : undefined;
  if (!isOpened && /<think(?:ing)?>/i.test(text.slice(0, close.index))) return undefined;
  // In a string of the action it is no tag; code outside strings ends before it.
  const isInCode = ({ bodyStart, bodyEnd }: TurnBlock) => bodyStart <= close.index && close.index < bodyEnd;
  if (!isOpened && scanTurn(text, 0, text.length).blocks.some(isInCode)) return undefined;
  return { ...whole, bodyEnd: close.index, end: close.index + close[0].length, closed: true };
}

function fromBlocks(text: string, start: number, scan: TurnScan, repairs: RepairLog): FoundAction | undefined {
  const taken = takeBlocks(text, start, scan, repairs);
  if (taken === undefined) return undefined;
  const { first, last, codes, codeEnd, end, isReshaped } = taken;
  const tail = textWithout(text, last.end, end, [...scan.thinking, ...scan.blocks])
    .replaceAll(LEFTOVER_TAG, '')
    .replaceAll(/`{3,}/g, '');
  if (tail.trim() !== '') repairs.add('prose-after-block');
  const before = textWithout(text, start, first.start, otherThanThought(text, scan));
  if (isReshaped) return { codes, before, labels: 'any' };
  const kept = last.closed ? text.slice(0, last.end) : `${text.slice(0, codeEnd)}\n${last.fence}`;
  return { codes, before, labels: 'any', text: kept + END_OF_CODE };
}

/** Code in JSON, or without any block. */
function fromRest(text: string, start: number, scan: TurnScan, repairs: RepairLog): FoundAction | undefined {
  const json = findJsonCode(text.slice(start, scan.end));
  const found: (FoundCode & { thought?: string }) | undefined =
    json ?? findBarePython(blankOut(text, start, scan.end, markedSpans(scan)));
  if (found === undefined) return undefined;
  const codes = json === undefined ? [cleanCode(found.code, repairs)] : codesInJson(found.code, repairs);
  if (codes.join('') === '') return undefined;
  repairs.add(...found.repairs);
  const spans = otherThanThought(text, scan);
  const before = textWithout(text, start, start + found.start, spans);
  const tail = json === undefined ? textWithout(text, start + found.end, scan.end, spans) : '';
  if (/[^\s`.*]/.test(tail.replaceAll(LEFTOVER_TAG, ''))) repairs.add('prose-after-block');
  return {
    codes,
    before: json === undefined ? before : withoutJsonLead(before),
    labels: json === undefined ? (found.isLabelled ? 'code' : 'any') : 'none',
    ...(json?.thought === undefined ? {} : { thought: json.thought.trim() }),
  };
}

/** Some models write a fence inside the JSON value. */
function codesInJson(code: string, repairs: RepairLog): string[] {
  const fenced = takeBlocks(code, 0, scanTurn(code, 0, code.length), new RepairLog());
  return fenced?.codes ?? [cleanCode(code, repairs)];
}

function withoutJsonLead(before: string): string {
  return before.replace(/(?:`{3,}\w{0,20}|<\/?tool_call>|\s){1,40}$/, '');
}

function fromThinking(text: string, thinking: readonly ThinkingSpan[], repairs: RepairLog): FoundAction | undefined {
  for (const span of thinking.toReversed()) {
    const scan = scanTurn(text, span.bodyStart, span.bodyEnd);
    const taken = takeBlocks(text, span.bodyStart, scan, repairs, true);
    if (taken === undefined) continue;
    repairs.add('code-in-think');
    const before = textWithout(text, span.bodyStart, taken.first.start, scan.blocks);
    return { codes: taken.codes, before, labels: 'any' };
  }
  return undefined;
}

/** Remains of fences and markers in a thought must not be read as such once the turn is rendered anew. */
function withoutMarks(thought: string): string {
  return thought.replaceAll(TURN_MARK, '').trim();
}

/** Blocks that say what they hold, and thinking. */
function markedSpans(scan: TurnScan): Span[] {
  return [...scan.thinking, ...scan.blocks.filter((block) => block.language !== 'unmarked')];
}

function withEmptyBlocks(text: string, scan: TurnScan): Span[] {
  const isEmpty = (block: TurnBlock) => text.slice(block.bodyStart, block.bodyEnd).trim() === '';
  return [...scan.thinking, ...scan.blocks.filter(isEmpty)];
}

/** A block without a language may be part of the sentence that it stands in. */
function otherThanThought(text: string, scan: TurnScan): Span[] {
  return [...markedSpans(scan), ...withEmptyBlocks(text, scan)];
}

/** Notes what came after the turn's end. */
function noteEnd(text: string, scan: TurnScan, isAction: boolean, repairs: RepairLog): void {
  const after = text.slice(scan.end).replace(/^<[^<>\n]{0,20}>/, '');
  if (scan.endedBy === 'special-token') repairs.add('special-token');
  if (scan.endedBy === 'observation' && /:\W*\w/.test(after.slice(0, 400))) repairs.add('invented-observation');
  if (scan.endedBy !== 'end-marker' || after.trim() === '') return;
  if (/^\s*[*_#>-]*\s*observation/i.test(after.slice(0, 200))) repairs.add('invented-observation');
  else if (isAction) repairs.add('prose-after-block');
}
