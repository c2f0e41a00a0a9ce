import type { CallOptions } from '@agentd/agent-core';
import type { AnswerRules } from './answer-rules.ts';

interface AnswerClass {
  answer: string;
  /** Sample that was the first to give it. */
  sample: number;
  votes: number;
}

/** A vote over final answers; among classes of the same size the one seen first wins. */
export class AnswerVote {
  /** In the order in which they were first seen. */
  readonly #classes: AnswerClass[] = [];
  readonly #equal: AnswerRules['equal'];

  constructor(equal: AnswerRules['equal']) {
    this.#equal = equal;
  }

  async add(sample: number, answer: string, options: CallOptions): Promise<void> {
    for (const known of this.#classes) {
      if (!(await this.#equal(answer, known.answer, options))) continue;
      known.votes += 1;
      return;
    }
    this.#classes.push({ answer, sample, votes: 1 });
  }

  /** The first sample of the largest class, and its answer; undefined where nobody voted. */
  get winner(): { sample: number; answer: string } | undefined {
    return this.#classes.reduce<AnswerClass | undefined>(
      (best, next) => (best === undefined || next.votes > best.votes ? next : best),
      undefined,
    );
  }

  /** Whether `left` more votes cannot change the winner. */
  isDecided(left: number): boolean {
    const at = this.#classes.findIndex((known) => known === this.winner);
    const leader = this.#classes[at];
    if (leader === undefined || left > leader.votes) return left === 0;
    // A class that was seen later must get more votes than the leader, an earlier one only as many.
    return this.#classes.every(
      ({ votes }, index) => index === at || votes + left < leader.votes + (index > at ? 1 : 0),
    );
  }
}
