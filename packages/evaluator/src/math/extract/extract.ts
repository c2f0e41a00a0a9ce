import { isDate, leadingLetter } from '../compare/words.ts';
import type { MatchType } from '../options.ts';
import { lastBoxed } from './boxed.ts';
import { lastExpression } from './expressions.ts';
import { lastFinalAnswerCall } from './final-answer-call.ts';
import { answerIn, answerPhrase, finalAnswerPhrase, firstSentence, isFormula, stripMarks } from './phrases.ts';

/** An answer found in a text, and the rule that found it, for the reason of the verdict. */
export interface ExtractedAnswer {
  answer: string;
  rule:
    | 'final_answer'
    | 'answer tag'
    | 'box'
    | 'final answer phrase'
    | 'hash marks'
    | 'bare value'
    | 'answer phrase'
    | 'last expression'
    | 'last words';
}

/** What {@link extractAnswer} may use. */
export interface ExtractionOptions {
  /** Which forms an answer may be found in; default all. */
  matchTypes?: readonly MatchType[];
  /** Whether the last formula or number is taken where nothing says what the answer is; default true. */
  fallback?: boolean;
}

const ALL: readonly MatchType[] = ['latex', 'expr', 'string'];
/** Longest text that is searched, from its end; an answer stands at the end. */
const MAX_SEARCHED = 200_000;

/**
 * Finds the answer in a text, by the first of these that gives one: the value given to `final_answer`, the last
 * `<answer>` tag, the last box (with those joined to it), what follows "final answer", what follows `####`, the whole
 * text where it is a value, what follows "the answer is", the last formula or number.
 * @returns undefined where there is none
 */
export function extractAnswer(text: string, options: ExtractionOptions = {}): ExtractedAnswer | undefined {
  const types = new Set(options.matchTypes ?? ALL);
  const searched = withoutMarks(text);
  if (searched === '') return undefined;
  const call = lastFinalAnswerCall(searched);
  if (call !== undefined) return { answer: unwrapped(call), rule: 'final_answer' };
  const tagged = lastTag(searched);
  if (tagged !== undefined) return { answer: unwrapped(tagged), rule: 'answer tag' };
  const boxed = lastBoxed(searched);
  if (boxed !== undefined) return { answer: boxed, rule: 'box' };
  const final = finalAnswerPhrase(searched);
  const inFinal = final && answerIn(final, types);
  if (inFinal) return { answer: inFinal, rule: 'final answer phrase' };
  const hashed = /(?:^|\n|\s)####\s*([^\n]+)(?![^]*####)/.exec(searched)?.[1];
  if (hashed !== undefined) return { answer: stripMarks(hashed), rule: 'hash marks' };
  const bare = bareValue(searched, types);
  if (bare !== undefined) return { answer: bare, rule: 'bare value' };
  const phrase = answerPhrase(searched);
  const inPhrase = phrase && answerIn(phrase, types);
  if (inPhrase) return { answer: inPhrase, rule: 'answer phrase' };
  const last = (options.fallback ?? true) ? lastExpression(searched, types) : undefined;
  if (last !== undefined) return { answer: last, rule: 'last expression' };
  const words = (options.fallback ?? true) && types.has('string') ? lastWords(searched) : undefined;
  return words === undefined ? undefined : { answer: words, rule: 'last words' };
}

/** One to three words at the end of a text behind "is": "The function is even." */
function lastWords(text: string): string | undefined {
  const words = /\b(?:is|are|on|was)\s+((?:an?\s+|the\s+)?[^\s.,!?]+(?:\s+[^\s.,!?]+)?)[.!]?\s*$/.exec(
    text.slice(-400),
  )?.[1];
  return words === undefined || /\b(?:not|this|that|it|be|answer|what)\b/.test(words) ? undefined : words;
}

/** The part of a text that is searched: its end, without thinking, chat marks, and mangled `\\boxed`. */
export const withoutMarks = (text: string): string =>
  withoutThinking(withoutChatMarks(text.slice(-MAX_SEARCHED)))
    .replace(/[\b]oxed/g, '\\boxed')
    .trim();

/** Text up to where a chat model began another turn. */
function withoutChatMarks(text: string): string {
  const at = text.search(/<\|(?:im_start|im_end|endoftext|eot_id|end|user|assistant)\|>|<\/s>/);
  return at > 0 && text.slice(0, at).trim() !== '' ? text.slice(0, at) : text.replace(/<\|[a-z_]+\|>|<\/s>/g, ' ');
}

/** What follows the thinking; the thinking itself where nothing follows. */
function withoutThinking(text: string): string {
  const end = text.lastIndexOf('</think>');
  const behind = end < 0 ? text : text.slice(end + '</think>'.length);
  return behind.trim() === '' ? text.slice(0, end) : behind;
}

/** What stands in the last `<answer>` tag, also where it is not closed. */
export function lastTag(text: string): string | undefined {
  const open = text.toLowerCase().lastIndexOf('<answer>');
  if (open < 0) return undefined;
  const content =
    text
      .slice(open + '<answer>'.length)
      .split(/<\/answer>/i)[0]
      ?.trim() ?? '';
  return content === '' ? undefined : content;
}

/** A value that was given as such may still be a box or a sentence. */
function unwrapped(value: string): string {
  const boxed = lastBoxed(value);
  if (boxed !== undefined) return boxed;
  const phrase = finalAnswerPhrase(value) ?? answerPhrase(value);
  return (phrase && answerIn(phrase, new Set(ALL))) || stripMarks(value);
}

/** Words outside of commands: without them a text that is no formula that we know is still one. */
const hasProse = (text: string): boolean => /[A-Za-z]{3}|[\u4e00-\u9fff]{2}/.test(text.replace(/\\[A-Za-z]+/g, ''));

/** The whole text where it is a formula, or a few words that are no sentence. */
function bareValue(text: string, types: ReadonlySet<MatchType>): string | undefined {
  if (text.length > 4_096 || /\banswers?\b/i.test(text)) return undefined;
  const bare = stripMarks(text);
  if (types.has('string') && leadingLetter(bare) !== undefined && !bare.includes('\n')) return bare;
  const isLatex = /[\\$]/.test(text);
  if (isFormula(bare)) return types.has(isLatex ? 'latex' : 'expr') || types.has('string') ? bare : undefined;
  if (types.has('string') && (isDate(bare) || !hasProse(bare))) return bare;
  const isShort = bare.split(/\s+/).length <= 6 && firstSentence(bare) === bare && !/\b(?:is|are)\b/i.test(bare);
  return types.has('string') && isShort && !/\d/.test(bare.replace(/\$[^$]*\$/g, '')) ? bare : undefined;
}
