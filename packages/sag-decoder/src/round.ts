import {
  candidateFrom,
  ModelError,
  sampleCompletions,
  withExecution,
  type Branch,
  type Candidate,
  type ChatMessage,
  type CompletionRequest,
  type DecoderEvent,
  type SampleSummary,
  type StepContext,
  type ToolCall,
  type Vote,
} from '@agentd/agent-core';
import type { SagSettings } from './sag-options.ts';
import { Tally } from './tally.ts';

/** One round of sampling, running and voting over the same state. */
export class Round {
  /** Ordered by sample index; complete once `sample` has ended. */
  candidates: Candidate[] = [];
  vote: Vote;
  summary: SampleSummary = { usage: { promptTokens: 0, completionTokens: 0 } };
  readonly #context: StepContext;
  readonly #settings: SagSettings;
  readonly #request: CompletionRequest;
  readonly #tally: Tally;
  /** Executed branches by code: the same code is run once. */
  readonly #branches = new Map<string, { branch: Branch; index: number }>();
  readonly #enough = new AbortController();

  constructor(context: StepContext, settings: SagSettings, messages: readonly ChatMessage[], seed: number) {
    this.#context = context;
    this.#settings = settings;
    this.#request = {
      messages,
      n: settings.samples,
      temperature: settings.temperature,
      topP: settings.topP,
      maxTokens: context.maxTokens,
      stop: context.prompt.stop,
      seed,
      ...(context.prefill === undefined ? {} : { prefill: context.prefill }),
    };
    this.#tally = new Tally(settings.samples, settings.equivalence, settings.tieBreak);
    this.vote = this.#tally.result(false);
  }

  /** Runs candidates while others are still being sampled. */
  async *sample(): AsyncGenerator<DecoderEvent, void> {
    const { model, prefill, signal } = this.#context;
    const completions = sampleCompletions(model, this.#request, { signal, enough: this.#enough.signal });
    let isExhausted = false;
    try {
      for (;;) {
        const next = await completions.next();
        if (next.done === true) {
          this.summary = next.value;
          isExhausted = true;
          break;
        }
        const candidate = await this.#judge(candidateFrom(next.value, prefill));
        this.candidates.push(candidate);
        yield { type: 'candidate', candidate };
      }
    } finally {
      if (!isExhausted) await completions.return(this.summary);
    }
    if (this.candidates.length === 0) {
      throw new ModelError(`The model ${model.id} gave none of the ${this.#settings.samples} samples asked for.`, {
        code: 'model/empty-answer',
        isRetryable: true,
      });
    }
    this.#addCancelled();
    this.candidates.sort((a, b) => a.index - b.index);
    this.vote = this.#tally.result(this.#enough.signal.aborted);
  }

  /** Makes the candidate's state the session's; returns its writes as they ran. */
  async commit(index: number): Promise<ToolCall[]> {
    const { session, signal } = this.#context;
    const branch = this.#branches.get(this.candidates[index]?.code ?? '')?.branch;
    return branch === undefined ? [] : (await session.commit(branch, { signal })).toolCalls;
  }

  async #judge(candidate: Candidate): Promise<Candidate> {
    if (this.#enough.signal.aborted) return { ...candidate, status: 'cancelled' };
    const judged = candidate.status === 'no-code' ? candidate : await this.#run(candidate);
    await this.#tally.add(judged);
    if (this.#settings.earlyStop && this.#tally.isDecided) this.#enough.abort();
    return judged;
  }

  async #run(candidate: Candidate): Promise<Candidate> {
    const { session, timeoutMs, signal } = this.#context;
    const earlier = this.#branches.get(candidate.code);
    if (earlier !== undefined) {
      return { ...withExecution(candidate, earlier.branch.result), duplicateOf: earlier.index };
    }
    const [branch] = await session.fork([candidate.code], { timeoutMs, signal });
    if (branch === undefined) throw new TypeError('session.fork() returned no branch for the code it was given.');
    this.#branches.set(candidate.code, { branch, index: candidate.index });
    return withExecution(candidate, branch.result);
  }

  /** Samples that were never drawn to their end stand in the record too. */
  #addCancelled(): void {
    if (!this.#enough.signal.aborted) return;
    const seen = new Set(this.candidates.map(({ index }) => index));
    for (let index = 0; index < this.#settings.samples; index += 1) {
      if (seen.has(index)) continue;
      this.candidates.push({
        index,
        status: 'cancelled',
        text: '',
        thought: '',
        code: '',
        repairs: [],
        finishReason: 'other',
        tokens: 0,
      });
    }
  }
}
