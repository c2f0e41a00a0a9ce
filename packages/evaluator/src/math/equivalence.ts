import { AlgebraClient } from './algebra/client.ts';
import { toLatex } from './algebra/latex.ts';
import { toSympy } from './algebra/sympy-notation.ts';
import { canonicalKey } from './compare/canonical.ts';
import { type Outcome, unequal } from './compare/context.ts';
import { extractAnswer } from './extract/extract.ts';
import { judge, type OpenQuestion } from './judge.ts';
import type { EquivalenceOptions } from './options.ts';

/** Rounds of asking algebra and judging again. */
const MAX_ROUNDS = 4;

/** Compares extracted answers; holds the thread of the computer algebra system between comparisons. */
export class MathEquivalence {
  readonly #options: EquivalenceOptions;
  readonly #algebra = new AlgebraClient();

  constructor(options: EquivalenceOptions = {}) {
    this.#options = options;
  }

  /**
   * @param areSets whether bare lists are compared without their order
   * @returns `undecided` where equality could be neither shown nor refuted
   */
  async compare(answer: string, reference: string, areSets: boolean, signal?: AbortSignal): Promise<Outcome> {
    const limit = this.#options.timeoutMs ?? 2_000;
    const deadline = performance.now() + limit;
    const answers = new Map<string, boolean | undefined>();
    const key = (question: OpenQuestion): string =>
      `${canonicalKey(question.answer)} ? ${canonicalKey(question.reference)}`;
    let outcome: Outcome = unequal('not compared');
    for (let round = 0; round < MAX_ROUNDS; round++) {
      signal?.throwIfAborted();
      const open = new Map<string, OpenQuestion>();
      const timeoutMs = Math.max(limit / 10, deadline - performance.now());
      outcome = judge(
        answer,
        reference,
        { ...this.#options, timeoutMs },
        {
          listsAreSets: areSets,
          known: (question) => answers.get(key(question)),
          ask: (question) => {
            if (!answers.has(key(question))) open.set(key(question), question);
          },
        },
      );
      if (outcome.verdict !== 'undecided' || open.size === 0) break;
      for (const [name, question] of open) answers.set(name, await this.#decide(question, limit / open.size, signal));
    }
    return outcome;
  }

  /** Ends the thread of the computer algebra system, if one was started. */
  close(): Promise<void> {
    return this.#algebra.close();
  }

  async #decide(
    { answer, reference }: OpenQuestion,
    milliseconds: number,
    signal?: AbortSignal,
  ): Promise<boolean | undefined> {
    const [a, b] = [toLatex(answer), toLatex(reference)];
    if ((this.#options.algebra ?? true) && a !== undefined && b !== undefined) {
      const decided = await this.#algebra.ask(a, b, milliseconds, signal);
      if (decided !== undefined) return decided;
    }
    const [x, y] = [toSympy(answer), toSympy(reference)];
    if (this.#options.symbolic === undefined || x === undefined || y === undefined) return undefined;
    return this.#options.symbolic(x, y, signal ?? new AbortController().signal);
  }
}

/** What a question says where it wants values in a certain order. */
const WANTS_ORDER =
  /\b(?:in (?:increasing|decreasing|ascending|descending|numerical|alphabetical|this|that|the (?:same|given|following)) order|in order\b|respectively|from (?:the )?(?:least|smallest|largest|greatest|shortest|longest|lowest|highest)|ordered (?:list|from)|arrange|next \w+ (?:terms|numbers))/i;
const MARKUP = /\\(?:boxed|fbox|[([{])|[${=]|\b(?:and|or)\b/;

/** Whether bare lists are sets here: see `listOrder` in {@link EquivalenceOptions}. */
export function listsAreSets(
  option: EquivalenceOptions['listOrder'],
  question: string,
  texts: readonly string[],
): boolean {
  if (option === 'ordered' || option === 'unordered') return option === 'unordered';
  if (question.trim() !== '') return !WANTS_ORDER.test(question);
  return texts.some((text) => MARKUP.test(text));
}

/**
 * Whether two answers are mathematically equal: for grouping votes, as `answerEquivalence` of `@agentd/sag-decoder`
 * takes it: reflexive and symmetric. What can be neither shown nor refuted is unequal. Each call may start the thread of the computer algebra
 * system; for many votes share one {@link MathEquivalence}.
 */
export async function mathematicallyEqual(
  a: string,
  b: string,
  options: EquivalenceOptions & { equivalence?: MathEquivalence; signal?: AbortSignal } = {},
): Promise<boolean> {
  if (a === b) return true;
  const { equivalence, signal, ...rest } = options;
  const shared = equivalence ?? new MathEquivalence(rest);
  try {
    // In one order whichever way round they come: votes must be symmetric.
    const [one, other] = [a, b].sort().map((text) => extractAnswer(text, { fallback: false })?.answer ?? text);
    const outcome = await shared.compare(one ?? '', other ?? '', listsAreSets(rest.listOrder, '', [a, b]), signal);
    return outcome.verdict === 'equal';
  } finally {
    if (equivalence === undefined) await shared.close();
  }
}
