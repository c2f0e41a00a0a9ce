import { AgentdError, type CheckedCompletionRequest, type Completion, type SampleSummary } from '@agentd/agent-core';
import { asCompleted } from './as-completed.ts';
import { sumUsage, type RawUsage } from './answer-schemas.ts';
import { samplesAllowed, variantOf } from './body.ts';
import { toCompletion, toUsage } from './completion.ts';
import { drawStreamed } from './draw-streamed.ts';
import { afterPrefill, prefillIgnored } from './prefill.ts';
import { promptText, type ServerSession } from './server-session.ts';
import type { ServerProfile } from './server-profiles.ts';
import type { CountedAnswer } from './token-counts.ts';
import { priced } from './usage-meter.ts';

/** How a request is drawn. */
export interface SampleRunOptions {
  signal: AbortSignal | undefined;
  /** Ends the run without an error. */
  enough: AbortSignal | undefined;
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
      const profile = await this.#session.profile(this.#signal);
      for await (const completion of this.#draw(profile)) {
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

  async *#draw(profile: ServerProfile): AsyncGenerator<Completion, void> {
    const { learned, settings } = this.#session;
    const { n, temperature } = this.#request;
    if (temperature === 0) {
      // Greedy samples are all the same: one is paid for.
      const completion = await this.#one(profile, 0);
      for (let index = 0; index < n; index++) yield { ...completion, index };
      return;
    }
    let from = 0;
    let isRefused = false;
    while (!settings.parallelSamples && !isRefused && n - from > 1 && learned.mostSamples > 1) {
      const count = Math.min(n - from, learned.mostSamples);
      const { completions, most } = await this.#several(profile, from, count);
      yield* completions;
      from += completions.length;
      isRefused = most === 1 && completions.length === 0;
      if (most !== undefined) learned.mostSamples = most;
    }
    try {
      yield* this.#singles(profile, from);
    } catch (error) {
      // The refusal was not about n.
      if (isRefused) learned.mostSamples = Infinity;
      throw error;
    }
  }

  /** One request for each sample. */
  async *#singles(profile: ServerProfile, from: number): AsyncGenerator<Completion, void> {
    const count = this.#request.n - from;
    const { concurrency, stagger = profile.cachesPrefixes } = this.#session.settings;
    if (!stagger || count < 2 || concurrency === 1) {
      const tasks = Array.from({ length: count }, (_, at) => () => this.#one(profile, from + at));
      return yield* asCompleted(tasks, concurrency);
    }
    // Once the first token is there, the prompt is in the server's prefix cache.
    const warm = Promise.withResolvers<void>();
    const first = async (): Promise<Completion> => {
      const completion = await this.#one(profile, from, warm.resolve);
      warm.resolve();
      return completion;
    };
    const others = Array.from(
      { length: count - 1 },
      (_, at) => () => warm.promise.then(() => this.#one(profile, from + at + 1)),
    );
    return yield* asCompleted([first, ...others], concurrency);
  }

  /**
   * One request with `n`. Where the server refuses that, no samples; `most` is what turned out to be the most that it
   * draws at once.
   */
  async #several(
    profile: ServerProfile,
    from: number,
    n: number,
  ): Promise<{ completions: Completion[]; most?: number }> {
    try {
      const answer = await this.#session.create(this.#request, variantOf(this.#request, from, n), this.#signal);
      const completions = this.#completions(profile, answer, from, n);
      const drawn = await this.#redrawIgnored(profile, completions, from);
      return { completions: drawn, ...(drawn.length === 1 ? { most: 1 } : {}) };
    } catch (error) {
      if (!AgentdError.isInstance(error, 'model/bad-request')) throw error;
      return { completions: [], most: samplesAllowed(error.message, n) ?? 1 };
    }
  }

  async #one(profile: ServerProfile, index: number, onFirstToken?: () => void): Promise<Completion> {
    const drawn = await this.#oneTry(profile, index, 0, onFirstToken);
    const [completion] = await this.#redrawIgnored(profile, [drawn], index);
    if (completion === undefined) throw prefillIgnored(this.#request.prefill, this.#request.temperature > 0);
    return completion;
  }

  async #oneTry(
    profile: ServerProfile,
    index: number,
    round: number,
    onFirstToken?: () => void,
  ): Promise<Completion | undefined> {
    const variant = variantOf(this.#request, index + round * this.#request.n, 1);
    const answer =
      onFirstToken === undefined
        ? await this.#session.create(this.#request, variant, this.#signal)
        : await drawStreamed(this.#session, this.#request, variant, this.#signal, onFirstToken);
    return this.#completions(profile, answer, index, 1)[0];
  }

  #completions(
    profile: ServerProfile,
    { samples, counts, usage, estimated }: CountedAnswer,
    from: number,
    most: number,
  ): (Completion | undefined)[] {
    const { prefill, stop } = this.#request;
    this.#usages.push(usage);
    this.#countsEstimated ||= estimated;
    return samples.slice(0, most).map((sample, at) => {
      const text = afterPrefill(sample.text, prefill, profile.prefill !== undefined);
      return text === undefined ? undefined : toCompletion(from + at, sample, text, stop, counts[at]);
    });
  }

  /** Draws samples that ignored the instruction to begin with the prefill once more, unless that gives the same. */
  async #redrawIgnored(
    profile: ServerProfile,
    completions: (Completion | undefined)[],
    from: number,
  ): Promise<Completion[]> {
    return Promise.all(
      completions.map(async (completion, at) => {
        if (completion !== undefined) return completion;
        const again = this.#request.temperature > 0 ? await this.#oneTry(profile, from + at, 1) : undefined;
        if (again === undefined) throw prefillIgnored(this.#request.prefill, this.#request.temperature > 0);
        return again;
      }),
    );
  }

  #summary(): SampleSummary {
    const { settings, known } = this.#session;
    const { prefill } = this.#request;
    const usage = toUsage(sumUsage(this.#usages), promptText(this.#request), this.#drawn);
    const method = known?.prefill === undefined ? 'instruction' : 'native';
    return {
      usage: priced(this.#countsEstimated ? { ...usage, estimated: true } : usage, settings.prices),
      ...(prefill === '' ? {} : { prefillMethod: method }),
    };
  }
}
