import { checkCompletionRequest } from '../completion-request.ts';
import { AgentdError, ModelError } from '../errors.ts';
import type { Completion, CompletionRequest, LanguageModel, SampleOptions, SampleSummary } from '../model.ts';

/** One scripted sample: its text, or more about it. */
export type ScriptedCompletion = string | Partial<Omit<Completion, 'index'>>;

/** What a turn answers: the same text for every sample, a list with one for each, or an error to throw. */
export type ScriptedTurn = ScriptedCompletion | readonly ScriptedCompletion[] | AgentdError;

/** What {@link scriptedModel} gives back besides the model. */
export interface ScriptedModel extends LanguageModel {
  /** Every request that was made, in order. */
  readonly requests: readonly CompletionRequest[];
  /** How many samples were handed out. */
  readonly drawn: number;
}

/**
 * A model that says what it is told to, for tests of everything around a model. Cuts at stop strings as a real one
 * does, hands samples out one by one, and honours `enough`.
 * @param turns one for each call; a call past the end throws `ModelError`
 */
export function scriptedModel(turns: readonly ScriptedTurn[]): ScriptedModel {
  const requests: CompletionRequest[] = [];
  const state = { drawn: 0 };

  function completionsOf(request: CompletionRequest, signal: AbortSignal | undefined): Completion[] {
    signal?.throwIfAborted();
    const { n, stop } = checkCompletionRequest(request);
    const turn = turns[requests.length];
    requests.push(request);
    if (turn === undefined) {
      throw new ModelError(`The script has ${turns.length} turns; call ${requests.length} has none.`, {
        code: 'model/script-ended',
      });
    }
    if (turn instanceof AgentdError) throw turn;
    const samples = isList(turn) ? turn : Array.from({ length: n }, () => turn);
    return samples.slice(0, n).map((scripted, index) => completionFrom(scripted, index, stop));
  }

  async function* sample(
    request: CompletionRequest,
    options: SampleOptions = {},
  ): AsyncGenerator<Completion, SampleSummary> {
    const usage = { promptTokens: 0, completionTokens: 0 };
    for (const completion of completionsOf(request, options.signal)) {
      options.signal?.throwIfAborted();
      if (options.enough?.aborted === true) break;
      state.drawn += 1;
      usage.completionTokens += completion.tokens;
      yield completion;
    }
    return { usage, ...(request.prefill === undefined ? {} : { prefillMethod: 'native' as const }) };
  }

  return {
    id: 'scripted',
    capabilities: { n: true, prefill: true, seed: true, logprobs: true, streaming: false },
    requests,
    get drawn() {
      return state.drawn;
    },
    sample,
    async complete(request, options) {
      const completions: Completion[] = [];
      const samples = sample(request, { signal: options?.signal });
      for (;;) {
        const next = await samples.next();
        if (next.done === true) return { completions, ...next.value };
        completions.push(next.value);
      }
    },
  };
}

function isList(turn: ScriptedTurn): turn is readonly ScriptedCompletion[] {
  return Array.isArray(turn);
}

function completionFrom(sample: ScriptedCompletion, index: number, stop: readonly string[]): Completion {
  const given = typeof sample === 'string' ? { text: sample } : sample;
  const full = given.text ?? '';
  const cuts = stop.map((word) => full.indexOf(word)).filter((at) => at >= 0);
  const text = full.slice(0, Math.min(full.length, ...cuts));
  return { finishReason: 'stop', tokens: text.split(/\s+/).filter(Boolean).length, ...given, index, text };
}
