import type { CutText, EmbedOptions, Embedder, EmbedderIdentity, EmbeddingKind } from '../../embedder.ts';
import { checkOptions } from '../../check-options.ts';
import { checkTexts } from '../check.ts';
import { loadSettingsSchema, type OnnxEmbedderOptions, type Pooling } from './options.ts';
import type { LoadedEncoder } from './protocol.ts';
import { WorkerClient } from './worker-client.ts';

/** An embedding model in this process; see {@link onnxEmbedder}. */
export class OnnxEmbedder implements Embedder {
  readonly identity: EmbedderIdentity;
  /** How the states of a text's tokens become its vector; `graph` where the ONNX graph does it by itself. */
  readonly pooling: Pooling | 'graph';
  /** Longer texts are cut to so many tokens. */
  readonly maxTokens: number;
  readonly #client: WorkerClient;

  /** @internal */
  constructor(client: WorkerClient, { identity, pooling, maxTokens }: LoadedEncoder) {
    this.#client = client;
    this.identity = identity;
    this.pooling = pooling;
    this.maxTokens = maxTokens;
  }

  async embed(texts: readonly string[], kind: EmbeddingKind, options: EmbedOptions = {}): Promise<Float32Array[]> {
    checkTexts(texts, kind);
    const { vectors, cuts } = await this.#client.embed(texts, kind, options.signal);
    cuts.forEach((cut: CutText) => options.onCut?.(cut));
    const { dimension } = this.identity;
    return texts.map((_, at) => vectors.slice(at * dimension, (at + 1) * dimension));
  }

  /** Frees the model; calls that run end with `retriever/closed`. */
  close(): Promise<void> {
    return this.#client.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/**
 * Loads an embedding model from a folder, in a worker thread, so that the event loop stays free. Any text encoder that
 * was exported to ONNX will do: pooling, prefixes and the length limit come from the files of sentence-transformers
 * beside it, or from what is known of the model's family (e5, bge, nomic), or from the options.
 *
 * Batches of the 8-bit weights share one scale per layer, so that a text's vector depends a little on the texts it is
 * batched with (cosine about 0.99); with `fp32` it does not, beyond rounding.
 *
 * @throws InvalidInputError `retriever/bad-options`
 * @throws RetrieverError `retriever/not-found`, `retriever/bad-model`, `retriever/unsupported`
 * @throws AgentdError `retriever/missing-dependency`
 */
export async function onnxEmbedder({ signal, ...options }: OnnxEmbedderOptions): Promise<OnnxEmbedder> {
  const settings = checkOptions('onnxEmbedder', loadSettingsSchema, options);
  signal?.throwIfAborted();
  const client = new WorkerClient(settings);
  return new OnnxEmbedder(client, await client.ready(signal));
}
