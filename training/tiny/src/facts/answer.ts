/** A question's right answers. */
export interface RightAnswers {
  answer: string;
  /** Other names of the answer, each as right. */
  aliases: readonly string[];
}

/** Whether the text is the answer or one of its other names, without regard to case, accents, punctuation and articles. */
export function isSameAnswer(text: string, { answer, aliases }: RightAnswers): boolean {
  const given = normalise(text);
  return given !== '' && [answer, ...aliases].some((right) => normalise(right) === given);
}

/** As SQuAD does it: lower case, no punctuation, no articles, single spaces; and no accents. */
function normalise(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\d\s]/gu, '')
    .replaceAll(/\b(?:a|an|the)\b/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
