import { compareExpressions } from './compare/compare.ts';
import { type Context, equal, type Outcome, type Tolerance, undecided, unequal } from './compare/context.ts';
import { choiceLetter, leadingLetter, normaliseWords } from './compare/words.ts';
import type { Expression } from './expression.ts';
import { Budget, NotComparable } from './limits.ts';
import type { EquivalenceOptions } from './options.ts';
import { type ParsedAnswer, parseAnswer, plainWords } from './parse/parse.ts';

/** A pair that only computer algebra can decide. */
export interface OpenQuestion {
  answer: Expression;
  reference: Expression;
}

/** What is known besides the two answers. */
interface Surroundings {
  listsAreSets: boolean;
  /** What algebra said so far. */
  known: (question: OpenQuestion) => boolean | undefined;
  /** Takes what algebra should be asked. */
  ask: (question: OpenQuestion) => void;
}

const STRICT: Tolerance = { relative: 0, precision: undefined, percentFactor: false, brackets: true };
const PAPER: Tolerance = { relative: 1e-4, precision: undefined, percentFactor: true, brackets: false };

/** Compares two extracted answers. Never throws: what is past a limit is unequal, and the reason says so. */
export function judge(
  answer: string,
  reference: string,
  options: EquivalenceOptions,
  surroundings: Surroundings,
): Outcome {
  try {
    return judgeWithin(answer, reference, options, surroundings);
  } catch (error) {
    if (error instanceof NotComparable) return unequal(error.message);
    // Deep recursion in an answer of legal size.
    if (error instanceof RangeError) return unequal(`not comparable: ${error.message}`);
    throw error;
  }
}

function judgeWithin(
  answer: string,
  reference: string,
  options: EquivalenceOptions,
  surroundings: Surroundings,
): Outcome {
  const b = parseAnswer(choiceLetter(answer) === undefined ? withoutLetter(reference) : reference);
  const a = parseAnswer(choiceLetter(reference) === undefined ? withoutLetter(answer) : answer);
  if (a.clean === '' || b.clean === '')
    return unequal(a.clean === '' ? 'the answer is empty' : 'the reference is empty');
  const words = compareWords(a, b) ?? compareWordLists(a, b, surroundings.listsAreSets);
  if (words !== undefined) return words;
  if (a.isFormula !== b.isFormula)
    return unequal(`“${shorten(a.clean)}” against “${shorten(b.clean)}”: one is a formula, the other is not`);
  const context: Context = {
    ...(options.profile === 'paper' ? PAPER : STRICT),
    precision: options.precision,
    budget: new Budget(options.timeoutMs ?? 2_000),
    listsAreSets: surroundings.listsAreSets,
    relationForSet: options.relationForSet ?? true,
    compare: (one, other) => compareExpressions(one, other, context),
    algebra: (one, other) => {
      const known = surroundings.known({ answer: one, reference: other });
      if (known === undefined) surroundings.ask({ answer: one, reference: other });
      return known;
    },
  };
  return bestOf(a, b, context);
}

/** The first pair of readings that is equal; otherwise what the likeliest readings say. */
function bestOf(a: ParsedAnswer, b: ParsedAnswer, context: Context): Outcome {
  let first: Outcome | undefined;
  let doubt: Outcome | undefined;
  for (const one of a.readings) {
    for (const other of b.readings) {
      const outcome = context.compare(one, other);
      if (outcome.verdict === 'equal') return outcome;
      if (outcome.verdict === 'undecided') doubt ??= outcome;
      first ??= outcome;
    }
  }
  return doubt ?? first ?? undecided('nothing to compare');
}

function compareWords(a: ParsedAnswer, b: ParsedAnswer): Outcome | undefined {
  const dense = (text: string): string => text.replace(/(?<!\d)\s+|\s+(?!\d|\s)/g, '');
  if (dense(a.clean) === dense(b.clean)) return equal(`the same text: “${shorten(b.clean)}”`);
  const letter = choiceLetter(b.raw);
  if (letter !== undefined) {
    const given = choiceLetter(a.raw) ?? leadingLetter(a.raw);
    if (given === letter) return equal(`the same choice: ${letter}`);
  }
  if (choiceLetter(a.raw) !== undefined && choiceLetter(a.raw) === leadingLetter(b.raw))
    return equal(`the same choice: ${leadingLetter(b.raw)}`);
  const isText = !a.isFormula || !b.isFormula;
  const [one, other] = [normaliseWords(plainWords(a.clean)), normaliseWords(plainWords(b.clean))];
  if (isText && one !== '' && dense(one) === dense(other)) return equal(`the same words: “${shorten(other)}”`);
  return undefined;
}

/** `\text{A,B,E}` and `A, B and E`: words side by side. */
function compareWordLists(a: ParsedAnswer, b: ParsedAnswer, areSets: boolean): Outcome | undefined {
  if (a.isFormula && b.isFormula) return undefined;
  const [one, other] = [a, b].map(({ clean }) =>
    plainWords(clean)
      .split(/\s*(?:,|;|\band\b|\bor\b)\s*/)
      .map(normaliseWords)
      .filter((word) => word !== ''),
  );
  if (one === undefined || other === undefined || other.length < 2 || one.length !== other.length) return undefined;
  const isSame = (first: readonly string[], second: readonly string[]): boolean =>
    first.every((word, at) => word === second[at]);
  if (isSame(one, other)) return equal(`the same ${other.length} words in order`);
  return areSets && isSame(one.toSorted(), other.toSorted())
    ? equal(`the same ${other.length} words, in any order`)
    : undefined;
}

/** `(C) 42` as 42 where the reference is no letter. */
function withoutLetter(answer: string): string {
  return answer.replace(
    /^[^A-Za-z]*(?:\\text[a-z]*\{)?\(?[A-Z](?:\)|[.:](?=\s))[\s}\\]*(?=[-\d$(]|\\(?:frac|sqrt|pi))/,
    '',
  );
}

const shorten = (text: string): string => (text.length > 60 ? `${text.slice(0, 45)}…${text.slice(-12)}` : text);
