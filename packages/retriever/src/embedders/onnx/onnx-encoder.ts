import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { RetrieverError } from '../../errors.ts';
import { halfFloatTable } from '../half-float.ts';
import type { EncoderFolder } from './encoder-folder.ts';
import type { LoadSettings, Pooling } from './options.ts';
import { loadOnnxRuntime } from './peers.ts';
import { pool } from './pool.ts';
import { badModel } from './read-json.ts';

/** Outputs with one state for each token, and with one vector for each text, by the names that exporters give. */
const tokenOutputs = ['last_hidden_state', 'token_embeddings'];
const sentenceOutput = 'sentence_embedding';
const knownInputs = ['input_ids', 'attention_mask', 'token_type_ids', 'position_ids'];

type OnnxRuntime = Awaited<ReturnType<typeof loadOnnxRuntime>>;

interface Choice {
  output: string;
  pooling: Pooling | 'graph';
}

type Values = Record<string, BigInt64Array>;

/** An encoder on ONNX Runtime. */
export class OnnxEncoder {
  readonly #ort: OnnxRuntime;
  readonly #session: InferenceSession;
  readonly #output: string;
  readonly #halfFloats: { table?: Float32Array } = {};
  /** How states become a vector; `graph` where the graph does it. */
  readonly pooling: Pooling | 'graph';

  private constructor(ort: OnnxRuntime, session: InferenceSession, { output, pooling }: Choice) {
    this.#ort = ort;
    this.#session = session;
    this.#output = output;
    this.pooling = pooling;
  }

  /**
   * Loads the weights.
   * @throws RetrieverError `retriever/missing-dependency`, `retriever/bad-model` or `retriever/unsupported`
   */
  static async open(folder: EncoderFolder, { threads, pooling }: LoadSettings): Promise<OnnxEncoder> {
    const ort = await loadOnnxRuntime();
    let session: InferenceSession;
    try {
      session = await ort.InferenceSession.create(folder.onnxFile, {
        // A plan of the memory for each shape would be kept, and there are many shapes.
        enableMemPattern: false,
        ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
      });
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw badModel(`${folder.onnxFile} can't be loaded: ${reason}. Fetch or export it again.`, cause);
    }
    try {
      checkInputs(session.inputNames, folder.onnxFile);
      return new OnnxEncoder(ort, session, choose(session.outputNames, folder, pooling));
    } catch (error) {
      await session.release();
      throw error;
    }
  }

  /** One vector for each text, not yet of length 1. */
  async run(texts: readonly (readonly number[])[], padId: number): Promise<Float32Array[]> {
    const length = Math.max(...texts.map((ids) => ids.length));
    const dims = [texts.length, length];
    const values = inputsOf(texts, length, padId);
    const feeds = Object.fromEntries(
      this.#session.inputNames.map((name) => [
        name,
        new this.#ort.Tensor('int64', values[name] ?? new BigInt64Array(texts.length * length), dims),
      ]),
    );
    const output = (await this.#session.run(feeds, [this.#output]))[this.#output];
    const width = output?.dims.at(-1);
    if (output === undefined || width === undefined || output.dims.length !== (this.pooling === 'graph' ? 2 : 3)) {
      throw unsupported(
        `The output ${this.#output} has the shape [${output?.dims.join(', ')}], which no text encoder has.`,
      );
    }
    const floats = this.#floatsOf(output);
    const { pooling } = this;
    return texts.map((ids, row) =>
      pooling === 'graph'
        ? floats.slice(row * width, (row + 1) * width)
        : pool({ values: floats, length, width }, row, ids.length, pooling),
    );
  }

  /** Frees the weights. */
  async close(): Promise<void> {
    await this.#session.release();
  }

  #floatsOf({ data, type }: Tensor): Float32Array {
    if (data instanceof Float32Array) return data;
    if (type === 'float16' && data instanceof Uint16Array) {
      const table = (this.#halfFloats.table ??= halfFloatTable());
      return Float32Array.from(data, (bits) => table[bits] ?? 0);
    }
    // Newer versions of Node have arrays of 16-bit floats, and ONNX Runtime uses them.
    if (type === 'float16') return Float32Array.from({ length: data.length }, (_, i) => Number(data[i]));
    throw unsupported(`The output ${this.#output} is of type ${type}; float32 and float16 are known.`);
  }
}

function checkInputs(inputs: readonly string[], file: string): void {
  const foreign = inputs.filter((name) => !knownInputs.includes(name));
  if (foreign.length === 0) return;
  throw unsupported(
    `${file} takes ${foreign.join(', ')}, which no text encoder needs. Export the model for feature extraction.`,
  );
}

/** The output to use: one that we pool ourselves where it is known how. */
function choose(
  outputs: readonly string[],
  { pooling: said, onnxFile }: EncoderFolder,
  wanted: Pooling | undefined,
): Choice {
  const tokens = tokenOutputs.find((name) => outputs.includes(name));
  const graph: Choice | undefined = outputs.includes(sentenceOutput)
    ? { output: sentenceOutput, pooling: 'graph' }
    : undefined;
  const has = `${onnxFile} has the outputs ${outputs.join(', ')}`;
  if (wanted !== undefined && tokens === undefined) {
    throw unsupported(`The pooling '${wanted}' needs ${tokenOutputs.join(' or ')}, but ${has}. Leave the pooling out.`);
  }
  if ('onlyGraph' in said) {
    if (graph !== undefined) return graph;
    throw unsupported(
      `${said.onlyGraph}, and ${has}. Export the model with ${sentenceOutput}, or pass \`pooling\` to do only that.`,
    );
  }
  if (tokens !== undefined && (said.pooling !== undefined || graph === undefined)) {
    return { output: tokens, pooling: said.pooling ?? 'mean' };
  }
  if (graph !== undefined) return graph;
  throw unsupported(
    `${has}; one of ${[...tokenOutputs, sentenceOutput].join(', ')} is needed. Export it for feature extraction.`,
  );
}

function inputsOf(texts: readonly (readonly number[])[], length: number, padId: number): Values {
  const size = texts.length * length;
  const ids = new BigInt64Array(size).fill(BigInt(padId));
  const mask = new BigInt64Array(size);
  const positions = new BigInt64Array(size);
  texts.forEach((text, row) =>
    text.forEach((id, at) => {
      ids[row * length + at] = BigInt(id);
      mask[row * length + at] = 1n;
      positions[row * length + at] = BigInt(at);
    }),
  );
  return { input_ids: ids, attention_mask: mask, position_ids: positions };
}

function unsupported(message: string): RetrieverError {
  return new RetrieverError(message, { code: 'retriever/unsupported' });
}
