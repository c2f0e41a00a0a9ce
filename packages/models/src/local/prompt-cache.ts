import { emptyCache, GrowingCache, takeSpan, type KvCache } from './kv-cache.ts';
import type { DecoderOutput, OnnxDecoder } from './onnx-decoder.ts';

/** Fastest of 64, 128, 256 and 512 for fp32, int8 and q4 weights: what a layer works on stays in the processor's cache. */
const DEFAULT_CHUNK = 64;

/** A prompt that was read, ready to be gone on from. */
export interface ReadPrompt {
  /** Logits after the last token. */
  output: DecoderOutput;
  /** What all rows share. */
  prefix: KvCache;
  /** What each row begins with as its own. */
  own: KvCache;
  /** How many tokens were not read, since their cache was there. */
  reused: number;
}

/** Tokens that were read. */
interface Known {
  ids: readonly number[];
  /** How many of the first tokens were read in whole chunks. */
  exact: number;
}

/** Tokens that a prompt begins with, and their cache in parts. */
interface Beginning extends Known {
  caches: KvCache[];
}

/** Reads prompts, reusing the attention cache of the tokens that a prompt has in common with what was read before. */
export class PromptCache {
  readonly #decoder: OnnxDecoder;
  readonly #reuseAnswers: boolean;
  readonly #chunk: number;
  readonly #answers = new Map<string, { ids: readonly number[]; cache: KvCache }>();
  #last: (Known & { cache: KvCache; output: DecoderOutput }) | undefined;

  /**
   * @param reuseAnswers whether a prompt that goes on after an answer takes over the answer's cache
   * @param chunk tokens per run while a prompt is read. The boundaries are the same for every prompt, and only whole
   *   chunks are reused: so a prompt's logits are the same bits whatever was read before it, answers aside.
   */
  constructor(decoder: OnnxDecoder, reuseAnswers: boolean, chunk = DEFAULT_CHUNK) {
    this.#decoder = decoder;
    this.#reuseAnswers = reuseAnswers;
    this.#chunk = chunk;
  }

  /** Runs the model over a prompt; undefined when `stopped` turns true on the way. */
  async read(ids: readonly number[], stopped: () => boolean): Promise<ReadPrompt | undefined> {
    const last = this.#last;
    const common = commonLength(last?.ids ?? [], ids);
    const same = last !== undefined && common === ids.length && common === last.ids.length;
    const known = same ? undefined : (this.#answered(ids, common) ?? this.#wholeChunks(common, ids.length));
    this.#answers.clear();
    if (known === undefined) return last && this.#ready(last, ids.length);
    const { slots, sharesPrefix } = this.#decoder;
    const growing = new GrowingCache(slots, sharesPrefix ? ids.length : known.ids.length);
    for (const part of known.caches) growing.append(part);
    let { cache } = growing;
    let output: DecoderOutput | undefined;
    for (let at = known.ids.length; at < ids.length; at += this.#chunk) {
      if (stopped()) return undefined;
      const chunk = ids.slice(at, at + this.#chunk);
      if (sharesPrefix) {
        output = await this.#decoder.run(chunk, chunk.length, emptyCache(slots), cache);
        growing.append(output.cache);
        ({ cache } = growing);
      } else {
        output = await this.#decoder.run(chunk, chunk.length, cache);
        ({ cache } = output);
      }
    }
    if (output === undefined) return undefined;
    const inChunks = known.exact === known.ids.length;
    const exact = inChunks ? ids.length - (ids.length % this.#chunk) : known.exact;
    this.#last = { ids, cache, exact, output };
    return this.#ready(this.#last, known.ids.length);
  }

  /**
   * Keeps the cache of an answer to the last prompt, for a next prompt that goes on after it.
   * @param ids tokens of the answer that were fed to the model
   */
  keepAnswer(ids: readonly number[], cache: KvCache, row: number): void {
    const key = ids.join();
    if (!this.#reuseAnswers || ids.length === 0 || this.#answers.has(key)) return;
    const from = cache.length - ids.length;
    this.#answers.set(key, { ids, cache: takeSpan(this.#decoder.slots, cache, row, from, cache.length) });
  }

  #ready({ output, cache }: { output: DecoderOutput; cache: KvCache }, reused: number): ReadPrompt {
    const empty = emptyCache(this.#decoder.slots);
    const [prefix, own] = this.#decoder.sharesPrefix ? [cache, empty] : [empty, cache];
    return { output, prefix, own, reused };
  }

  /** The last prompt with as much of one of its answers as `ids` goes on with; undefined when that is nothing. */
  #answered(ids: readonly number[], common: number): Beginning | undefined {
    const last = this.#last;
    if (last === undefined || common < last.ids.length) return undefined;
    let longest: Beginning | undefined;
    const rest = ids.slice(common, -1);
    for (const answer of this.#answers.values()) {
      const length = commonLength(answer.ids, rest);
      if (common + length <= (longest?.ids.length ?? common)) continue;
      longest = { ids: ids.slice(0, common + length), caches: [last.cache, answer.cache], exact: last.exact };
    }
    const [first, answer] = longest?.caches ?? [];
    if (longest === undefined || first === undefined || answer === undefined) return undefined;
    const used = takeSpan(this.#decoder.slots, answer, 0, 0, longest.ids.length - common);
    return { ...longest, caches: [first, used] };
  }

  /** Whole chunks that the last prompt has in common with a new one, of which at least one token is read again. */
  #wholeChunks(common: number, length: number): Beginning {
    const last = this.#last;
    const reused = Math.min(last?.exact ?? 0, Math.floor(Math.min(common, length - 1) / this.#chunk) * this.#chunk);
    const caches = last === undefined ? [] : [takeSpan(this.#decoder.slots, last.cache, 0, 0, reused)];
    return { ids: last?.ids.slice(0, reused) ?? [], caches, exact: reused };
  }
}

function commonLength(a: readonly number[], b: readonly number[]): number {
  const most = Math.min(a.length, b.length);
  for (let i = 0; i < most; i++) if (a[i] !== b[i]) return i;
  return most;
}
