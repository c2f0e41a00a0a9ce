import type { EmbedOptions, Embedder, EmbedderIdentity, EmbeddingKind } from '../../embedder.ts';
import { RetrieverError } from '../../errors.ts';
import { checkTexts, toUnitLength } from '../check.ts';
import { fingerprintOf } from '../fingerprint.ts';
import { familyOf } from '../onnx/model-families.ts';
import { inBatches } from './in-batches.ts';
import type { RemoteSettings } from './options.ts';

/** Asks a server for the vectors of one batch, in the order of its texts. */
export type EmbedBatch = (
  texts: readonly string[],
  signal: AbortSignal | undefined,
) => Promise<(number[] | Float32Array)[]>;

/** An embedding model behind HTTP; see `openaiEmbedder` and `teiEmbedder`. */
export class RemoteEmbedder implements Embedder {
  readonly identity: EmbedderIdentity;
  readonly #settings: RemoteSettings;
  readonly #embedBatch: EmbedBatch;

  /** @internal */
  constructor(identity: EmbedderIdentity, settings: RemoteSettings, embedBatch: EmbedBatch) {
    this.identity = identity;
    this.#settings = settings;
    this.#embedBatch = embedBatch;
  }

  async embed(texts: readonly string[], kind: EmbeddingKind, { signal }: EmbedOptions = {}): Promise<Float32Array[]> {
    checkTexts(texts, kind);
    signal?.throwIfAborted();
    const { dimension, prefixes, model } = this.identity;
    const { batchSize, concurrency } = this.#settings;
    const prefixed = texts.map((text) => prefixes[kind] + text);
    const vectors = await inBatches(prefixed, { batchSize, concurrency, signal }, (batch, either) =>
      this.#embedBatch(batch, either),
    );
    return vectors.map((vector, at) => {
      if (vector.length !== dimension) {
        throw new RetrieverError(
          `${model} gave a vector of ${vector.length} numbers for text ${at}, after one of ${dimension}. Has the server another model now?`,
          { code: 'retriever/bad-response' },
        );
      }
      return toUnitLength(Float32Array.from(vector), `text ${at}`);
    });
  }
}

/** What tells a model behind HTTP from others. */
export interface RemoteModel {
  model: string;
  /** What the server itself says of the weights. */
  weights?: string | undefined;
  settings: RemoteSettings;
}

/**
 * Opens an embedder: asks for the vector of one text, whose length is the dimension.
 *
 * The fingerprint is over model, revision, dimension and prefixes. The vector of the text is not in it: servers give
 * slightly other numbers from run to run, and whatever is rounded lies near a border now and then.
 */
export async function openRemote(
  { model, weights, settings }: RemoteModel,
  embedBatch: EmbedBatch,
  signal: AbortSignal | undefined,
): Promise<RemoteEmbedder> {
  const dimension = (await embedBatch(['dimension'], signal))[0]?.length ?? 0;
  const family = familyOf(model)?.prefixes;
  const prefixes = {
    query: settings.prefixes?.query ?? family?.query ?? '',
    passage: settings.prefixes?.passage ?? family?.passage ?? '',
  };
  const fingerprint = await fingerprintOf({ model, weights, revision: settings.revision, dimension, prefixes });
  return new RemoteEmbedder({ model, dimension, prefixes, fingerprint }, settings, embedBatch);
}
