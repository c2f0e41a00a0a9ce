import { leadingLetter } from '../compare/words.ts';
import { NotComparable } from '../limits.ts';
import type { MatchType } from '../options.ts';
import { parseAnswer } from '../parse/parse.ts';
import { lastExpression } from './expressions.ts';

const FINAL = /\bfinal\s+(?:answer|result)\b[*_]*(?:\s*(?:is|are|:|=|：)|\s*\n)+(?!\s*(?:correct|right|wrong|not)\b)/gi;
const PLAIN =
  /(?:\b(?:correct\s+|right\s+)?(?:answers?|option|choice)\b[*_]*(?:\s+to\s+[^.:\n]{1,80}?)?\s*(?:is|are|would be|must be|should be|:|=|：)(?:\s*:)?(?!\s*(?:correct|right|wrong|not|in|given|as follows|therefore)\b)|答案\s*(?:是|为|：|:))/gi;

/** What stands behind the last "final answer is", "Final answer:" or heading of that name. */
export const finalAnswerPhrase = (text: string): string | undefined => lastPhrase(text, FINAL);

/** What stands behind the last "the answer is", "Answer:" or 答案是. */
export const answerPhrase = (text: string): string | undefined => lastPhrase(text, PLAIN);

function lastPhrase(text: string, marker: RegExp): string | undefined {
  const match = [...text.matchAll(marker)].at(-1);
  if (match === undefined) return undefined;
  const phrase = firstSentence(text.slice(match.index + match[0].length));
  return phrase === '' ? undefined : phrase;
}

/** The text up to the end of its first sentence or line; a full stop or line break inside a formula ends neither. */
export function firstSentence(text: string): string {
  const start = /^[\s*_:#>-]*(?=\S)/.exec(text)?.[0].replace(/-$/, '').length ?? 0;
  let close: string | undefined;
  for (let at = start; at < text.length; at++) {
    const two = text.slice(at, at + 2);
    if (close !== undefined) {
      if (text.startsWith(close, at)) close = undefined;
    } else if (two === '\\(') close = '\\)';
    else if (two === '\\[') close = '\\]';
    else if (text[at] === '$' && text[at - 1] !== '\\' && text.indexOf('$', at + 1) > 0) {
      const isDisplay = text[at + 1] === '$';
      close = isDisplay ? '$$' : '$';
      at += isDisplay ? 1 : 0;
    } else if (
      text[at] === '\n' ||
      two === '<|' ||
      /^[.!?。](?:\s+[A-Z*#\n]|\s*$|\s*\n)/.test(text.slice(at, at + 4))
    ) {
      return text.slice(start, at).trim();
    }
  }
  return text.slice(start).trim();
}

/** The answer in a phrase that holds it: the phrase itself, what follows its last "is", or its last expression. */
export function answerIn(phrase: string, types: ReadonlySet<MatchType>): string | undefined {
  const bare = stripMarks(phrase);
  if (isFormula(bare) || leadingLetter(bare) !== undefined) return bare;
  const tail = /^.*\s(?:is|are|equals|equal to|be|=)\s+(.+)$/s.exec(bare)?.[1];
  if (tail !== undefined && isFormula(stripMarks(tail))) return stripMarks(tail);
  const expression = lastExpression(phrase, types);
  if (expression !== undefined) return expression;
  const words = tail ?? bare;
  return types.has('string') && words.split(/\s+/).length <= 8 ? words : undefined;
}

/** Without marks of emphasis, quotation marks, delimiters and the full stop around it. */
export function stripMarks(text: string): string {
  const bare = withoutEmphasis(text);
  const formula = /^(?:\$\$([^$]+)\$\$|\$([^$]+)\$|\\\(([^]+)\\\)|\\\[([^]+)\\\])$/
    .exec(bare)
    ?.slice(1)
    .find((group) => group !== undefined);
  return formula === undefined || /\\[()[\]]/.test(formula) ? bare : withoutEmphasis(formula);
}

function withoutEmphasis(text: string): string {
  return text
    .trim()
    .replace(/^(?:\*\*|__|`|["“])+|(?:\*\*|__|`|["”])+$/g, '')
    .replace(/(?:\*\*|\s|(?<!\.)\.)+$/, '')
    .trim();
}

/** Whether a text as a whole is a formula, and not prose with a number in it. */
export function isFormula(text: string): boolean {
  try {
    return text !== '' && parseAnswer(text).isFormula;
  } catch (error) {
    if (error instanceof NotComparable) return false;
    throw error;
  }
}
