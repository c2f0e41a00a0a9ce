import { onnxEmbedder } from '@agentd/retriever';
import { pipeline } from '@huggingface/transformers';

/** One way to embed passages. */
export interface Contender {
  name: string;
  embed(texts: readonly string[]): Promise<Float32Array[]>;
  close(): Promise<unknown>;
}

type Dtype = 'fp32' | 'q8';
const BATCH = 32;

/** What one writes first: the pipeline of transformers.js, in batches of 32 in the given order, in this thread. */
export async function plainPipeline(folder: string, dtype: Dtype, threads: number): Promise<Contender> {
  const extractor = await pipeline('feature-extraction', folder, {
    dtype,
    local_files_only: true,
    session_options: { intraOpNumThreads: threads },
  });
  return {
    name: `transformers.js, ${dtype}`,
    close: () => extractor.dispose(),
    async embed(texts) {
      const vectors: Float32Array[] = [];
      for (let from = 0; from < texts.length; from += BATCH) {
        const batch = texts.slice(from, from + BATCH).map((text) => `passage: ${text}`);
        const { data, dims } = await extractor(batch, { pooling: 'mean', normalize: true });
        const width = dims.at(-1) ?? 0;
        const floats = Float32Array.from(data, Number);
        for (const at of batch.keys()) vectors.push(floats.slice(at * width, (at + 1) * width));
      }
      return vectors;
    },
  };
}

/** `onnxEmbedder` with all texts in one call. */
export async function ours(folder: string, dtype: Dtype, threads: number, batchTokens?: number): Promise<Contender> {
  const prefixes = { query: 'query: ', passage: 'passage: ' };
  const tokens = batchTokens === undefined ? {} : { batchTokens };
  const embedder = await onnxEmbedder({ path: folder, pooling: 'mean', dtype, threads, prefixes, ...tokens });
  return {
    name: `onnxEmbedder, ${dtype}`,
    embed: (texts) => embedder.embed(texts, 'passage'),
    close: () => embedder.close(),
  };
}
