import {
  addUsage,
  deriveSeed,
  effectiveToolCalls,
  type ChatMessage,
  type DecodedStep,
  type DecoderEvent,
  type JsonObject,
  type StepContext,
  type StepDecoder,
} from '@agentd/agent-core';
import { commonestFailure } from './commonest-failure.ts';
import { Round } from './round.ts';
import { sagSettings, type SagOptions, type SagSettings } from './sag-options.ts';

/**
 * Self-consistent action generation (Kang et al. 2025, section 3.2): sample N thoughts with their actions, run each
 * from the session's present state, drop those that fail, vote over the outcomes, and go on in the state of the
 * winner.
 *
 * A loser leaves nothing behind, no code runs twice, and the vote is over everything that the next step could see:
 * printed text, value, final answer and pending writes. Where all candidates fail, candidate 0 goes on with its error.
 */
export class SagDecoder implements StepDecoder {
  readonly name = 'sag';
  readonly settings: JsonObject;
  readonly #settings: SagSettings;

  /** @throws InvalidInputError code `sag/bad-options` */
  constructor(options: SagOptions = {}) {
    this.#settings = sagSettings(options);
    this.settings = { ...this.#settings, equivalence: this.#settings.equivalence.name };
  }

  async *decode(context: StepContext): AsyncGenerator<DecoderEvent | { type: 'decoded'; step: DecodedStep }, void> {
    let round = new Round(context, this.#settings, context.messages, context.seed);
    yield* round.sample();
    let failed: Round | undefined;
    if (round.vote.elected === null && this.#settings.repairRound) {
      failed = round;
      const { text, observation } = commonestFailure(failed.candidates, context);
      yield { type: 'repair-round', error: observation };
      const shown: ChatMessage[] = [
        ...context.messages,
        { role: 'assistant', content: text },
        { role: 'user', content: observation },
      ];
      round = new Round(context, this.#settings, shown, deriveSeed(context.seed, 'repair'));
      yield* round.sample();
    }
    yield { type: 'vote', vote: round.vote };
    const { vote, candidates } = round;
    const elected = vote.elected === null ? 0 : (vote.classes[vote.elected]?.candidates[0] ?? 0);
    const committed = await round.commit(elected);
    yield {
      type: 'decoded',
      step: {
        candidates,
        elected,
        vote,
        ...(failed === undefined ? {} : { failedRound: failed.candidates }),
        toolCalls: effectiveToolCalls(candidates[elected]?.execution, committed),
        usage: failed === undefined ? round.summary.usage : addUsage(failed.summary.usage, round.summary.usage),
        ...(round.summary.prefillMethod === undefined ? {} : { prefillMethod: round.summary.prefillMethod }),
      },
    };
  }
}
