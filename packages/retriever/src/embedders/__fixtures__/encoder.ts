import type { EmbeddingKind } from '../../embedder.ts';
import { checkOptions } from '../../check-options.ts';
import { BatchedEncoder } from '../onnx/batched-encoder.ts';
import { loadSettingsSchema } from '../onnx/options.ts';
import type { EmbedAnswer, LoadedEncoder } from '../onnx/protocol.ts';
import { tinyBert } from './model-folders.ts';

// Helper of the tests; not part of any entry.

/** What the worker thread of an embedder holds, here without the thread, whose start takes half a second. */
export class TestEncoder implements AsyncDisposable {
  readonly #encoder: BatchedEncoder;
  readonly loaded: LoadedEncoder;

  private constructor(encoder: BatchedEncoder) {
    this.#encoder = encoder;
    this.loaded = encoder.loaded;
  }

  /** @param options of onnxEmbedder, right or wrong; the folder is {@link tinyBert} unless given */
  static async open(options: Record<string, unknown> = {}): Promise<TestEncoder> {
    const settings = checkOptions('onnxEmbedder', loadSettingsSchema, { path: tinyBert, threads: 1, ...options });
    return new TestEncoder(await BatchedEncoder.open(settings));
  }

  async embed(texts: readonly string[], kind: EmbeddingKind): Promise<Float32Array[]> {
    const { vectors } = await this.embedAll(texts, kind);
    const { dimension } = this.loaded.identity;
    return texts.map((_, at) => vectors.slice(at * dimension, (at + 1) * dimension));
  }

  async embedAll(texts: readonly string[], kind: EmbeddingKind): Promise<EmbedAnswer> {
    const answer = await this.#encoder.embed(texts, kind, () => false);
    if (answer === undefined) throw new Error('Nobody stopped it.');
    return answer;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#encoder.close();
  }
}
