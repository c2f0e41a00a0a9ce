import type { BenchmarkKind } from '../benchmarks/benchmark.ts';
import { lastBoxed } from '../math/extract/boxed.ts';
import { extractAnswer, lastTag, withoutMarks } from '../math/extract/extract.ts';
import { lastFinalAnswerCall } from '../math/extract/final-answer-call.ts';
import { answerPhrase, finalAnswerPhrase, stripMarks } from '../math/extract/phrases.ts';

/**
 * The answer alone, out of a text that reasons its way to it. `math`: as {@link extractAnswer} finds it. `qa`: the value
 * given to `final_answer`, the last `<answer>` tag, the last box, what follows "final answer" or "the answer is", the
 * last line; whichever comes first in this list.
 * @returns undefined where there is none
 */
export function finalAnswerOf(text: string, kind: BenchmarkKind): string | undefined {
  const answer = kind === 'math' ? extractAnswer(text)?.answer : shortAnswerIn(text);
  return answer === undefined || answer.trim() === '' ? undefined : answer;
}

function shortAnswerIn(text: string): string | undefined {
  const searched = withoutMarks(text);
  const stated = lastFinalAnswerCall(searched) ?? lastTag(searched) ?? searched;
  const boxed = lastBoxed(stated);
  if (boxed !== undefined) return plainWords(boxed);
  const isBare = stated !== searched;
  const phrase = finalAnswerPhrase(stated) ?? answerPhrase(stated) ?? (isBare ? stated : lastLine(stated));
  return phrase === undefined ? undefined : stripMarks(phrase);
}

/** Without marks of a list, a heading or a quotation before it. */
function lastLine(text: string): string | undefined {
  const lines = text.split('\n').map((line) => line.replace(/^[\s>#]*(?:[-*+]\s+)?/, '').trim());
  return lines.findLast((line) => /[\p{L}\p{N}]/u.test(line));
}

const TEXT_COMMAND = /\\(?:text[a-z]*|math(?:rm|bf|it|sf|tt)|mbox|emph)\s*\{([^{}]*)\}/g;

/** What a box holds, read as words: LaTeX has its own ways to write them. */
function plainWords(latex: string): string {
  return latex
    .replace(TEXT_COMMAND, '$1')
    .replace(TEXT_COMMAND, '$1')
    .replace(/\\[ ,;:!]|~|\\q?quad\b/g, ' ')
    .replace(/\\([%&$#_{}])/g, '$1')
    .trim();
}
