/** ASCII punctuation, as Python's `string.punctuation`. */
const PUNCTUATION = /[!-/:-@[-`{-~]/g;
/** Python's `\b` knows letters and digits of all scripts; JavaScript's knows ASCII alone, and would cut "an" in "añan". */
const ARTICLES = /(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_])/gu;
/** White space as Python's `str.split` takes it. */
const WHITE_SPACE = /[\t-\r\x1c- \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

/**
 * An answer as the official evaluations compare it: lower case, without ASCII punctuation, without the words a, an and
 * the, words one space apart (HotpotQA's `hotpot_evaluate_v1.py`; the same in MuSiQue and 2WikiMultiHopQA).
 */
export const normaliseAnswer = (answer: string): string => answerWords(answer).join(' ');

/** The words of {@link normaliseAnswer}. */
export function answerWords(answer: string): string[] {
  const text = answer.toLowerCase().replace(PUNCTUATION, '').replace(ARTICLES, ' ');
  return text.split(WHITE_SPACE).filter((word) => word !== '');
}
