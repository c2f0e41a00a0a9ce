import { takePositions, emptyCache } from './kv-cache.ts';
import type { DecoderOutput, OnnxDecoder } from './onnx-decoder.ts';

/**
 * Tokens per run while a prompt is read. The boundaries are the same for every prompt, and only whole chunks are
 * reused: so a prompt's logits are the same bits whatever was read before it.
 */
const CHUNK = 64;

/** Reads prompts, reusing the attention cache of the tokens that a prompt has in common with the one before. */
export class PromptCache {
  readonly #decoder: OnnxDecoder;
  #ids: readonly number[] = [];
  #output: DecoderOutput | undefined;

  constructor(decoder: OnnxDecoder) {
    this.#decoder = decoder;
  }

  /** Runs the model over a prompt; undefined when `stopped` turns true on the way. */
  async read(ids: readonly number[], stopped: () => boolean): Promise<DecoderOutput | undefined> {
    const common = commonLength(this.#ids, ids);
    if (this.#output !== undefined && common === ids.length && common === this.#ids.length) return this.#output;
    const slots = this.#decoder.slots;
    const reused = Math.floor(Math.min(common, ids.length - 1) / CHUNK) * CHUNK;
    let cache =
      this.#output === undefined || reused === 0 ? emptyCache(slots) : takePositions(slots, this.#output.cache, reused);
    let output: DecoderOutput | undefined;
    for (let at = reused; at < ids.length; at += CHUNK) {
      if (stopped()) return undefined;
      const chunk = ids.slice(at, at + CHUNK);
      output = await this.#decoder.run(chunk, chunk.length, cache);
      cache = output.cache;
    }
    this.#ids = ids;
    this.#output = output;
    return output;
  }
}

function commonLength(a: readonly number[], b: readonly number[]): number {
  const most = Math.min(a.length, b.length);
  for (let i = 0; i < most; i++) if (a[i] !== b[i]) return i;
  return most;
}
