import { ModelError } from '@agentd/agent-core';
import { CandidateReader, type Candidates } from './candidates.ts';
import type { NativeContext, NativeModel } from './native.ts';

/** Tokens to feed to a sequence. */
export interface Feed {
  sequence: number;
  ids: readonly number[];
}

/** The sequences of a llama.cpp context, and which tokens each one holds the attention cache of. */
export class Sequences {
  readonly #context: NativeContext;
  readonly #readers: CandidateReader[];
  readonly #tokens: number[][];
  #fedTokens = 0;

  constructor({ context, newSampler }: NativeModel, count: number, vocabularySize: number) {
    this.#context = context;
    this.#readers = Array.from({ length: count }, () => new CandidateReader(vocabularySize, newSampler));
    this.#tokens = Array.from({ length: count }, () => []);
  }

  get count(): number {
    return this.#tokens.length;
  }

  /** Tokens that went through the model so far. */
  get fedTokens(): number {
    return this.#fedTokens;
  }

  /** The sequence that begins with the most of `ids`, and with how many. */
  nearest(ids: readonly number[]): { sequence: number; common: number } {
    let best = { sequence: 0, common: -1 };
    for (const [sequence, tokens] of this.#tokens.entries()) {
      const differs = tokens.findIndex((token, at) => token !== ids[at]);
      const common = differs < 0 ? tokens.length : differs;
      if (common > best.common) best = { sequence, common };
    }
    return best;
  }

  /** Forgets all but the first tokens of a sequence; returns how many remain, which is none where part can't be. */
  rewind(sequence: number, length: number): number {
    const tokens = this.#of(sequence);
    if (tokens.length <= length) return tokens.length;
    if (length === 0 || !this.#context.removeTokenCellsFromSequence(sequence, length, -1)) return this.#empty(sequence);
    return (tokens.length = length);
  }

  /** Makes one sequence the same as another: memory is copied, nothing is computed. */
  async copy(from: number, to: number): Promise<void> {
    await this.#guard(() => this.#context.copySequenceStateFromOtherSequence(to, from));
    this.#tokens[to] = [...this.#of(from)];
  }

  /** Runs tokens of several sequences as one batch; returns the candidates after the last token of each. */
  async feed(feeds: readonly Feed[]): Promise<Candidates[]> {
    const places = await this.#run(feeds, ({ ids }) => [ids.length - 1]);
    return this.#guard(() =>
      Promise.all(
        places.map(([place = 0], row) => {
          const reader = this.#readers[row];
          if (reader === undefined) throw new RangeError(`${feeds.length} rows for ${this.count} sequences`);
          return reader.read(this.#context, place);
        }),
      ),
    );
  }

  /** Runs tokens of a sequence that others follow. */
  async feedOnly(feed: Feed): Promise<void> {
    await this.#run([feed], () => []);
  }

  dispose(): void {
    for (const reader of this.#readers) reader.dispose();
  }

  async #run(feeds: readonly Feed[], logitsOf: (feed: Feed) => number[]): Promise<Uint32Array[]> {
    return this.#guard(async () => {
      const total = feeds.reduce((sum, { ids }) => sum + ids.length, 0);
      this.#context.initBatch(total);
      const places: Uint32Array[] = [];
      // llama.cpp computes rows together only where their sequences are numbered one after another.
      for (const [row, feed] of [...feeds.entries()].toSorted(([, a], [, b]) => a.sequence - b.sequence)) {
        const { sequence, ids } = feed;
        const position = this.#of(sequence).length;
        const wanted = Uint32Array.from(logitsOf(feed));
        places[row] = this.#context.addToBatch(sequence, position, Uint32Array.from(ids), wanted);
      }
      await this.#context.decodeBatch();
      this.#fedTokens += total;
      for (const { sequence, ids } of feeds) this.#of(sequence).push(...ids);
      return places;
    });
  }

  #empty(sequence: number): 0 {
    this.#context.disposeSequence(sequence);
    return (this.#of(sequence).length = 0);
  }

  #of(sequence: number): number[] {
    const tokens = this.#tokens[sequence];
    if (tokens === undefined) throw new RangeError(`There is no sequence ${sequence}.`);
    return tokens;
  }

  /** After a failure nobody knows what the sequences hold: they are emptied. */
  async #guard<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (cause) {
      for (const sequence of this.#tokens.keys()) this.#empty(sequence);
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new ModelError(`llama.cpp failed: ${reason}`, { code: 'model/inference-failed', cause });
    }
  }
}
