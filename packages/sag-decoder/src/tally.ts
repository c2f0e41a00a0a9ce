import type { Candidate, Vote } from '@agentd/agent-core';
import type { OutcomeEquivalence } from './equivalence.ts';
import { outcomeOf, type ActionOutcome } from './outcome.ts';

interface OutcomeClass {
  outcome: ActionOutcome;
  candidates: number[];
  /** log of the summed probabilities of its candidates, where all of them have one. */
  logprob: number | undefined;
}

/** How a tie between classes is broken. */
export type TieBreak = 'first-seen' | 'logprob';

/** The running count of one step's votes. */
export class Tally {
  readonly #classes: OutcomeClass[] = [];
  readonly #equivalence: OutcomeEquivalence;
  readonly #tieBreak: TieBreak;
  readonly #size: number;
  #seen = 0;

  /** @param size how many candidates there will be */
  constructor(size: number, equivalence: OutcomeEquivalence, tieBreak: TieBreak) {
    this.#size = size;
    this.#equivalence = equivalence;
    this.#tieBreak = tieBreak;
  }

  /** Counts a candidate; one without a valid outcome has no vote, but is no longer awaited. */
  async add(candidate: Candidate): Promise<void> {
    this.#seen += 1;
    const outcome = outcomeOf(candidate);
    if (outcome === undefined) return;
    const known = await this.#find(outcome);
    if (known === undefined) {
      this.#classes.push({ outcome, candidates: [candidate.index], logprob: candidate.logprob });
      return;
    }
    known.candidates.push(candidate.index);
    known.candidates.sort((a, b) => a - b);
    known.logprob = logSumExp(known.logprob, candidate.logprob);
  }

  /** Whether no class can overtake or draw level with the leader any more. */
  get isDecided(): boolean {
    const votes = this.#classes.map(({ candidates }) => candidates.length).sort((a, b) => b - a);
    const [first = 0, second = 0] = votes;
    return first > second + (this.#size - this.#seen);
  }

  /** The vote as it stands. Classes are listed, and first-seen ties broken, by the lowest sample index. */
  result(earlyStop: boolean): Vote {
    const classes = this.#classes.toSorted((a, b) => (a.candidates[0] ?? 0) - (b.candidates[0] ?? 0));
    const most = Math.max(0, ...classes.map(({ candidates }) => candidates.length));
    const leaders = classes.filter(({ candidates }) => candidates.length === most);
    const { elected, decidedBy } = this.#elect(leaders);
    return {
      classes: classes.map(({ candidates, logprob }) =>
        logprob === undefined ? { candidates } : { candidates, logprob },
      ),
      elected: elected === undefined ? null : classes.indexOf(elected),
      decidedBy,
      earlyStop,
    };
  }

  #elect(leaders: readonly OutcomeClass[]): { elected: OutcomeClass | undefined; decidedBy: Vote['decidedBy'] } {
    const [first] = leaders;
    if (first === undefined) return { elected: undefined, decidedBy: 'all-failed' };
    if (leaders.length === 1) return { elected: first, decidedBy: 'majority' };
    if (this.#tieBreak === 'first-seen' || leaders.some(({ logprob }) => logprob === undefined)) {
      return { elected: first, decidedBy: 'tie-first-seen' };
    }
    const likeliest = leaders.reduce((best, next) => ((next.logprob ?? 0) > (best.logprob ?? 0) ? next : best));
    return { elected: likeliest, decidedBy: 'tie-logprob' };
  }

  async #find(outcome: ActionOutcome): Promise<OutcomeClass | undefined> {
    for (const known of this.#classes) {
      if (await this.#equivalence.equal(known.outcome, outcome)) return known;
    }
    return undefined;
  }
}

function logSumExp(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return undefined;
  const larger = Math.max(a, b);
  return larger + Math.log(Math.exp(a - larger) + Math.exp(b - larger));
}
