import type { EmbeddingKind } from '../../embedder.ts';
import { toUnitLength } from '../check.ts';
import { fingerprintOf } from '../fingerprint.ts';
import { readEncoderFolder, type EncoderFolder } from './encoder-folder.ts';
import { OnnxEncoder } from './onnx-encoder.ts';
import type { LoadSettings } from './options.ts';
import { planBatches } from './plan-batches.ts';
import type { EmbedAnswer, LoadedEncoder } from './protocol.ts';
import { TextTokenizer } from './text-tokenizer.ts';

/** Tokenising a longer list at once would keep other calls waiting, and hardly make fuller batches. */
const SORTED_TOGETHER = 2048;

/** A tokenizer and an encoder: texts in, vectors of length 1 out. Lives in the worker thread. */
export class BatchedEncoder {
  readonly #folder: EncoderFolder;
  readonly #tokenizer: TextTokenizer;
  readonly #encoder: OnnxEncoder;
  readonly #batchTokens: number;
  readonly loaded: LoadedEncoder;
  /** The batch that runs last: batches of several calls take turns, so that a query need not wait for a long list. */
  #last: Promise<unknown> = Promise.resolve();

  private constructor(
    folder: EncoderFolder,
    tokenizer: TextTokenizer,
    encoder: OnnxEncoder,
    batchTokens: number,
    loaded: LoadedEncoder,
  ) {
    this.#folder = folder;
    this.#tokenizer = tokenizer;
    this.#encoder = encoder;
    this.#batchTokens = batchTokens;
    this.loaded = loaded;
  }

  /** @throws RetrieverError when the folder's files are missing, damaged or of a kind that can't be used */
  static async open(settings: LoadSettings): Promise<BatchedEncoder> {
    const folder = await readEncoderFolder(settings);
    const { model, prefixes, maxTokens } = folder;
    const tokenizer = await TextTokenizer.open(folder.path, maxTokens);
    const encoder = await OnnxEncoder.open(folder, settings);
    const { pooling } = encoder;
    const dimension = (await encoder.run([tokenizer.encode('a').ids], tokenizer.padId))[0]?.length ?? 0;
    const fingerprint = await fingerprintOf({ pooling, normalised: true, maxTokens, prefixes }, folder.hashedFiles);
    const identity = { model, dimension, prefixes, fingerprint };
    const loaded = { identity, pooling, maxTokens };
    return new BatchedEncoder(folder, tokenizer, encoder, settings.batchTokens, loaded);
  }

  /**
   * Embeds texts, batch by batch.
   * @param isStopped asked before each batch
   * @returns undefined when stopped
   * @throws RetrieverError `retriever/bad-vector`
   */
  async embed(
    texts: readonly string[],
    kind: EmbeddingKind,
    isStopped: () => boolean,
  ): Promise<EmbedAnswer | undefined> {
    const answer = { vectors: new Float32Array(texts.length * this.loaded.identity.dimension), cuts: [] };
    for (let from = 0; from < texts.length; from += SORTED_TOGETHER) {
      if (!(await this.#embedSome(texts, from, kind, isStopped, answer))) return undefined;
    }
    return answer;
  }

  /** Embeds the texts from a place on, as many as are sorted together; false when stopped. */
  async #embedSome(
    texts: readonly string[],
    from: number,
    kind: EmbeddingKind,
    isStopped: () => boolean,
    { vectors, cuts }: EmbedAnswer,
  ): Promise<boolean> {
    const { prefixes, maxTokens: limit } = this.#folder;
    const { dimension } = this.loaded.identity;
    const tokens = texts.slice(from, from + SORTED_TOGETHER).map((text, at) => {
      const { ids, uncut } = this.#tokenizer.encode(prefixes[kind] + text);
      if (uncut > limit) cuts.push({ index: from + at, tokens: uncut, limit });
      return ids;
    });
    const lengths = tokens.map(({ length }) => length);
    for (const batch of planBatches(lengths, this.#batchTokens)) {
      const rows = batch.map((at) => tokens[at] ?? []);
      const found = await this.#inTurn(async () =>
        isStopped() ? undefined : this.#encoder.run(rows, this.#tokenizer.padId),
      );
      if (found === undefined) return false;
      found.forEach((vector, row) => {
        const index = from + (batch[row] ?? 0);
        const name = `text ${index} (${JSON.stringify(texts[index]?.slice(0, 60))})`;
        vectors.set(toUnitLength(vector, name), index * dimension);
      });
    }
    return true;
  }

  /** Frees the weights, once the batch that runs is done. */
  close(): Promise<void> {
    return this.#inTurn(() => this.#encoder.close());
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
