import { answerWords, normaliseAnswer } from './normalise.ts';

/** Whose evaluation is followed where they differ. */
export type QaRules = 'hotpotqa' | 'musique' | '2wikimultihopqa';

/** How far two answers agree, 0 to 1. */
export interface Overlap {
  value: number;
  /** In words. */
  reason: string;
}

/** Answers that HotpotQA never counts in part. */
const WHOLE = new Set(['yes', 'no', 'noanswer']);

/** 1 where the normalised answers are the same. */
export function exactMatch(answer: string, reference: string): Overlap {
  const [left, right] = [normaliseAnswer(answer), normaliseAnswer(reference)];
  const isSame = left === right;
  return { value: isSame ? 1 : 0, reason: `"${left}" ${isSame ? 'is' : 'is not'} "${right}"` };
}

/** Harmonic mean of the shares of words that the two have in common; a word counts as often as it stands. */
export function wordOverlap(answer: string, reference: string, rules: QaRules): Overlap {
  const [given, wanted] = [answerWords(answer), answerWords(reference)];
  const pair = `"${given.join(' ')}" and "${wanted.join(' ')}"`;
  if (rules === 'musique') {
    // As in SQuAD: without words on either side, only nothing agrees with nothing.
    if (given.length === 0 || wanted.length === 0) {
      const isSame = given.length === wanted.length;
      return { value: isSame ? 1 : 0, reason: `${pair}: one has no words` };
    }
  } else if ((WHOLE.has(given.join(' ')) || WHOLE.has(wanted.join(' '))) && given.join(' ') !== wanted.join(' ')) {
    return { value: 0, reason: `${pair}: yes and no are right as a whole or not at all` };
  }
  const left = new Map<string, number>();
  for (const word of wanted) left.set(word, (left.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of given) {
    const count = left.get(word) ?? 0;
    if (count > 0) common += 1;
    left.set(word, count - 1);
  }
  if (common === 0) return { value: 0, reason: `${pair} have no word in common` };
  const precision = common / given.length;
  const recall = common / wanted.length;
  return {
    value: (2 * precision * recall) / (precision + recall),
    reason: `${pair} have ${common} ${common === 1 ? 'word' : 'words'} in common, of ${given.length} and ${wanted.length}`,
  };
}
