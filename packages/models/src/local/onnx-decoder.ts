import { ModelError } from '@agentd/agent-core';
import type * as OrtModule from 'onnxruntime-node';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { loadFault, runFault } from './decoder-faults.ts';
import { readDecoderShape, type DecoderShape } from './decoder-inputs.ts';
import { halfFloats } from './half-float.ts';
import { emptyCache, type CacheArray, type CacheSlot, type KvCache } from './kv-cache.ts';
import { locateWeights, type LocatedGraph } from './onnx/locate-weights.ts';
import type { ModelFolder } from './model-folder.ts';
import { loadOnnxRuntime } from './peers.ts';
import { defaultThreads } from './options.ts';
import { PREFIX } from './shared-prefix/layers.ts';

type Ort = typeof OrtModule;

/** What one run of the model gives. */
export interface DecoderOutput {
  logits: Float32Array;
  vocabularySize: number;
  /** Where the logits after a row's last token begin. */
  offset: (row: number) => number;
  /** The cache with the new tokens in it; the one that was passed in is left as it was. */
  cache: KvCache;
}

/** One ONNX decoder: feeds tokens to a cache. Holds no state of any conversation. */
export class OnnxDecoder {
  readonly #ort: Ort;
  readonly #session: InferenceSession;
  readonly #shape: DecoderShape;
  #ones = new BigInt64Array(0);
  /** Tokens that {@link run} was given so far, in all rows. */
  fedTokens = 0;

  private constructor(ort: Ort, session: InferenceSession, shape: DecoderShape) {
    this.#ort = ort;
    this.#session = session;
    this.#shape = shape;
  }

  /**
   * Loads the model.
   * @param graph runs in place of the graph in the model's file, with the weights that lie there
   * @throws ModelError `model/missing-dependency`, `model/bad-files` or `model/unsupported`
   */
  static async open(folder: ModelFolder, threads: number | undefined, graph?: Uint8Array): Promise<OnnxDecoder> {
    const ort = await loadOnnxRuntime();
    let session: InferenceSession;
    try {
      const options: InferenceSession.SessionOptions = {
        executionProviders: ['cpu'],
        intraOpNumThreads: threads ?? defaultThreads(folder.onnxBytes),
        interOpNumThreads: 1,
        logSeverityLevel: 4,
      };
      session =
        graph === undefined
          ? await ort.InferenceSession.create(folder.onnxFile, options)
          : await createFrom(ort, locateWeights(graph, folder.onnxFile), options);
    } catch (cause) {
      throw loadFault(folder.onnxFile, cause);
    }
    try {
      return new OnnxDecoder(ort, session, readDecoderShape(session, folder));
    } catch (error) {
      await session.release();
      throw error;
    }
  }

  /** Names and shapes of the key-value cache. */
  get slots(): readonly CacheSlot[] {
    return this.#shape.slots;
  }

  /** Whether {@link run} takes a prefix. */
  get sharesPrefix(): boolean {
    return this.#shape.sharesPrefix;
  }

  /**
   * Runs the model on `count` tokens for every row of the cache.
   * @param ids row after row: `cache.rows` times `count` tokens
   * @param prefix what comes before the cache in all rows, itself of one row; not used unless {@link sharesPrefix}
   * @throws ModelError `model/inference-failed`
   */
  async run(ids: readonly number[], count: number, cache: KvCache, prefix?: KvCache): Promise<DecoderOutput> {
    const feeds = this.#feeds(ids, count, cache, this.sharesPrefix ? (prefix ?? emptyCache(this.slots)) : undefined);
    this.fedTokens += cache.rows * count;
    let outputs: InferenceSession.OnnxValueMapType;
    try {
      outputs = await this.#session.run(feeds);
    } catch (cause) {
      throw runFault(`${cache.rows} rows of ${cache.length} + ${count} tokens`, cause);
    }
    const logits = tensor(outputs, 'logits');
    const [, kept = 1, vocabularySize = 0] = logits.dims;
    const data = this.#shape.slots.map(({ present }) => cacheArray(tensor(outputs, present)));
    return {
      logits: floats(logits),
      vocabularySize,
      offset: (row) => (row * kept + kept - 1) * vocabularySize,
      cache: { rows: cache.rows, length: cache.length + count, data },
    };
  }

  /** Frees the model's memory. */
  async close(): Promise<void> {
    await this.#session.release();
  }

  #feeds(ids: readonly number[], count: number, cache: KvCache, prefix: KvCache | undefined): Record<string, Tensor> {
    const { Tensor } = this.#ort;
    const { rows } = cache;
    const length = cache.length + (prefix?.length ?? 0);
    const total = length + count;
    const input = new BigInt64Array(rows * count);
    for (let i = 0; i < input.length; i++) input[i] = BigInt(ids[i] ?? 0);
    const feeds: Record<string, Tensor> = { input_ids: new Tensor('int64', input, [rows, count]) };
    if (this.#shape.attentionMask) {
      if (this.#ones.length < rows * total) this.#ones = new BigInt64Array(rows * total * 2).fill(1n);
      feeds.attention_mask = new Tensor('int64', this.#ones.subarray(0, rows * total), [rows, total]);
    }
    if (this.#shape.positionIds) {
      const positions = new BigInt64Array(rows * count);
      for (let i = 0; i < positions.length; i++) positions[i] = BigInt(length + (i % count));
      feeds.position_ids = new Tensor('int64', positions, [rows, count]);
    }
    if (this.#shape.logitsToKeep) feeds.num_logits_to_keep = new Tensor('int64', BigInt64Array.of(1n), []);
    this.#shape.slots.forEach(({ name, past, type, heads, width }, index) => {
      const dims = [rows, heads, cache.length, width];
      feeds[past] = cacheTensor(Tensor, type, cache.data[index], dims);
      if (prefix === undefined) return;
      feeds[`${PREFIX}${name}`] = cacheTensor(Tensor, type, prefix.data[index], [1, heads, prefix.length, width]);
    });
    return feeds;
  }
}

function createFrom(
  ort: Ort,
  { bytes, folder }: LocatedGraph,
  options: InferenceSession.SessionOptions,
): Promise<InferenceSession> {
  const session = { model_external_initializers_file_folder_path: folder };
  return ort.InferenceSession.create(bytes, { ...options, extra: { session } });
}

function cacheTensor(
  make: Ort['Tensor'],
  type: CacheSlot['type'],
  data: CacheArray | undefined,
  dims: number[],
): Tensor {
  if (type === 'float32' && data instanceof Float32Array) return new make('float32', data, dims);
  if (type === 'float16' && data instanceof Uint16Array) {
    // Where Node has Float16Array the constructor wraps the bits in one, which the native side of onnxruntime-node
    // 1.30 takes for an empty array: it must be given the bits themselves.
    return Object.assign(new make('float16', data, dims), { cpuData: data });
  }
  throw new ModelError(`The cache does not hold ${type} values.`, { code: 'model/internal' });
}

function tensor(outputs: InferenceSession.OnnxValueMapType, name: string): Tensor {
  const value = outputs[name];
  if (value === undefined) {
    throw new ModelError(`The model gave no output ${name}.`, { code: 'model/inference-failed' });
  }
  return value;
}

/** 16-bit floats come as Float16Array or as Uint16Array, depending on the Node version; both are read as bits. */
function cacheArray({ data, type }: Tensor): CacheArray {
  if (data instanceof Float32Array) return data;
  if (type === 'float16' && ArrayBuffer.isView(data)) {
    return new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
  }
  throw new ModelError(`The model's cache has type ${type}; agentd needs float32 or float16.`, {
    code: 'model/unsupported',
  });
}

function floats(logits: Tensor): Float32Array {
  const values = cacheArray(logits);
  return values instanceof Float32Array ? values : halfFloats(values);
}
