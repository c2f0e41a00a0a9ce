import {
  AgentdError,
  ModelError,
  type CheckedCompletionRequest,
  type Completion,
  type SampleSummary,
} from '@agentd/agent-core';
import { sampleSeed } from '../random.ts';
import { toCompletion, toUsage, type RawSample, type RawUsage } from './answer.ts';
import { asCompleted } from './as-completed.ts';
import type { Dialect } from './dialect.ts';
import { afterPrefill } from './prefill.ts';
import type { ServerSession } from './server-session.ts';
import { sampleTokens } from './token-counts.ts';

/** How a request is drawn. */
export interface SampleRunOptions {
  signal: AbortSignal | undefined;
  /** Ends the run without an error. */
  enough: AbortSignal | undefined;
  /** One HTTP request for each sample even where the server has `n`. */
  parallel: boolean;
}

/** The samples of one request, by as many HTTP requests as the server needs. */
export class SampleRun {
  readonly #session: ServerSession;
  readonly #request: CheckedCompletionRequest;
  readonly #options: SampleRunOptions;
  readonly #cancelled = new AbortController();
  readonly #signal: AbortSignal;
  readonly #usages: RawUsage[] = [];
  readonly #drawn: Completion[] = [];
  #countsEstimated = false;

  constructor(session: ServerSession, request: CheckedCompletionRequest, options: SampleRunOptions) {
    this.#session = session;
    this.#request = request;
    this.#options = options;
    const { signal, enough } = options;
    this.#signal = AbortSignal.any([this.#cancelled.signal, signal, enough].filter((one) => one !== undefined));
  }

  /** Breaks off all HTTP requests that still run. */
  cancel(): void {
    this.#cancelled.abort();
  }

  /** The samples as they end; returns what they cost. */
  async *samples(): AsyncGenerator<Completion, SampleSummary> {
    try {
      const dialect = await this.#session.dialect(this.#signal);
      for await (const completion of this.#draw(dialect)) {
        this.#drawn.push(completion);
        yield completion;
      }
    } catch (error) {
      const { signal, enough } = this.#options;
      if (signal?.aborted === true) throw signal.reason;
      if (enough?.aborted !== true) throw error;
    }
    return this.#summary();
  }

  async *#draw(dialect: Dialect): AsyncGenerator<Completion, void> {
    const { n, temperature } = this.#request;
    if (temperature === 0) {
      // Greedy samples are all the same: one is paid for.
      const completion = await this.#one(dialect, 0);
      for (let index = 0; index < n; index++) yield { ...completion, index };
      return;
    }
    let from = 0;
    let doubtful = false;
    if (n > 1 && !this.#options.parallel && !this.#session.learned.singleSamples) {
      const { completions, refused } = await this.#several(dialect);
      yield* completions;
      from = completions.length;
      doubtful = refused;
      if (from < n) this.#session.learned.singleSamples = true;
    }
    const tasks = Array.from({ length: n - from }, (_, at) => () => this.#one(dialect, from + at));
    try {
      yield* asCompleted(tasks, this.#session.settings.concurrency);
    } catch (error) {
      // The refusal was not about n.
      if (doubtful) this.#session.learned.singleSamples = false;
      throw error;
    }
  }

  /** One request with `n`; none of its samples when the server refuses that. */
  async #several(dialect: Dialect): Promise<{ completions: Completion[]; refused: boolean }> {
    const { n, seed } = this.#request;
    const variant = { n, seed: seed === undefined ? undefined : sampleSeed(seed, 0) };
    try {
      const { samples, usage } = await this.#session.create(this.#request, variant, this.#signal);
      const completions = this.#completions(dialect, samples.slice(0, n), usage, 0);
      return { completions: await this.#redrawIgnored(dialect, completions), refused: false };
    } catch (error) {
      if (AgentdError.isInstance(error, 'model/bad-request')) return { completions: [], refused: true };
      throw error;
    }
  }

  async #one(dialect: Dialect, index: number): Promise<Completion> {
    const [completion] = await this.#redrawIgnored(dialect, [await this.#oneTry(dialect, index, 0)], index);
    if (completion === undefined) throw this.#prefillIgnored();
    return completion;
  }

  async #oneTry(dialect: Dialect, index: number, round: number): Promise<Completion | undefined> {
    const { n, seed } = this.#request;
    const variant = { n: 1, seed: seed === undefined ? undefined : sampleSeed(seed, index + round * n) };
    const { samples, usage } = await this.#session.create(this.#request, variant, this.#signal);
    return this.#completions(dialect, samples.slice(0, 1), usage, index)[0];
  }

  #completions(dialect: Dialect, samples: RawSample[], usage: RawUsage, from: number): (Completion | undefined)[] {
    const { prefill, stop } = this.#request;
    const { counts, estimated } = sampleTokens(samples, usage);
    this.#usages.push(usage);
    this.#countsEstimated ||= estimated;
    return samples.map((sample, at) => {
      const text = afterPrefill(sample.text, prefill, dialect.prefill !== undefined);
      return text === undefined ? undefined : toCompletion(from + at, sample, text, stop, counts[at]);
    });
  }

  /** Draws samples that ignored the instruction to begin with the prefill once more, unless that gives the same. */
  async #redrawIgnored(dialect: Dialect, completions: (Completion | undefined)[], from = 0): Promise<Completion[]> {
    return Promise.all(
      completions.map(async (completion, at) => {
        if (completion !== undefined) return completion;
        const again = this.#request.temperature > 0 ? await this.#oneTry(dialect, from + at, 1) : undefined;
        if (again === undefined) throw this.#prefillIgnored();
        return again;
      }),
    );
  }

  #prefillIgnored(): ModelError {
    const { prefill } = this.#request;
    return new ModelError(
      `The server can't continue a given beginning, and the model did not follow the instruction to begin with ` +
        `${JSON.stringify(prefill.slice(0, 80))}. Use a server with prefill (vLLM, SGLang, llama.cpp, DeepSeek), ` +
        'say which it is with the option server, or leave the prefill out.',
      { code: 'model/prefill-ignored', isRetryable: this.#request.temperature > 0 },
    );
  }

  #summary(): SampleSummary {
    const { messages, prefill } = this.#request;
    const sum = (counts: (number | undefined)[]): number | undefined =>
      counts.reduce<number | undefined>(
        (total, count) => (total === undefined || count === undefined ? undefined : total + count),
        0,
      );
    const prompt = messages.map(({ content }) => content).join('\n') + prefill;
    const raw = {
      promptTokens: sum(this.#usages.map((usage) => usage.promptTokens)),
      completionTokens: sum(this.#usages.map((usage) => usage.completionTokens)),
    };
    const usage = toUsage(raw, prompt, this.#drawn);
    const native = this.#session.known?.prefill !== undefined;
    return {
      usage: this.#countsEstimated ? { ...usage, estimated: true } : usage,
      ...(prefill === '' ? {} : { prefillMethod: native ? 'native' : 'instruction' }),
    };
  }
}
