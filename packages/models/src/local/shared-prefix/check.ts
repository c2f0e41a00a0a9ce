import { elementType, model } from '../onnx/model.ts';
import { emptyCache, joinPositions, takeRows, type KvCache } from '../kv-cache.ts';
import type { DecoderOutput, OnnxDecoder } from '../onnx-decoder.ts';
import { CannotShare } from './cannot-share.ts';

/** Token ids to feed: a prompt in parts, so that a part of it is read after a prefix, and what rows go on with. */
export interface Trace {
  prompt: readonly (readonly number[])[];
  rows: readonly (readonly number[])[];
}

const shortTrace: Trace = {
  prompt: [
    [3, 14, 15, 9, 2, 6, 5, 35],
    [8, 9, 7, 9],
  ],
  rows: [
    [32, 3, 8],
    [46, 26, 4],
  ],
};

/** Operators that round activations to 8 bits, where the least difference can turn one value into its neighbour. */
const rounding = /^(DynamicQuantize|MatMulInteger|ConvInteger|MatMulNBits)/;

/** How far rewritten logits may be from the original ones, in standard deviations of the logits. */
const tolerance = { exact: 1e-3, halfFloats: 2e-2, rounded: 5e-2 };

/**
 * Compares a rewritten decoder with the original. Only one of them is in memory at a time.
 * @returns the rewritten decoder
 * @throws CannotShare when their logits differ
 */
export async function openChecked(
  outline: Uint8Array,
  openOriginal: () => Promise<OnnxDecoder>,
  openRewritten: () => Promise<OnnxDecoder>,
): Promise<OnnxDecoder> {
  const original = await openOriginal();
  const expected = await traceLogits(original).finally(() => original.close());
  const rewritten = await openRewritten();
  try {
    const error = traceError(expected, await traceLogits(rewritten));
    const allowed = toleranceOf(outline);
    if (error <= allowed) return rewritten;
    throw new CannotShare(
      `the rewritten graph computes something else: logits differ by ${error.toPrecision(2)} standard deviations, ` +
        `more than ${allowed}`,
    );
  } catch (error) {
    await rewritten.close();
    throw error;
  }
}

function toleranceOf(outline: Uint8Array): number {
  const { graph } = model.decode(outline);
  if (graph?.nodes.some(({ operator }) => rounding.test(operator)) === true) return tolerance.rounded;
  const elements = [
    ...(graph?.inputs.map(({ type }) => type?.tensor?.element) ?? []),
    ...(graph?.initializers.map(({ type }) => type) ?? []),
  ];
  const halfFloats = elements.includes(elementType.float16);
  return halfFloats ? tolerance.halfFloats : tolerance.exact;
}

/** Logits after each part of a prompt, and then after each token of every row, token by token. */
export async function traceLogits(decoder: OnnxDecoder, { prompt, rows }: Trace = shortTrace): Promise<Float32Array[]> {
  const { slots, sharesPrefix } = decoder;
  const trace: Float32Array[] = [];
  let prefix = emptyCache(slots);
  let own = emptyCache(slots);
  const run = async (ids: readonly number[], count: number): Promise<KvCache> => {
    const output = await decoder.run(ids, count, own, prefix);
    for (let row = 0; row < own.rows; row++) trace.push(lastLogits(output, row));
    return output.cache;
  };
  for (const part of prompt) {
    const read = await run(part, part.length);
    if (sharesPrefix) prefix = joinPositions(slots, prefix, read);
    else own = read;
  }
  own = takeRows(
    slots,
    own,
    rows.map(() => 0),
  );
  for (const step of rows[0]?.keys() ?? []) {
    own = await run(
      rows.map((row) => row[step] ?? 0),
      1,
    );
  }
  return trace;
}

function lastLogits({ logits, offset, vocabularySize }: DecoderOutput, row: number): Float32Array {
  return logits.slice(offset(row), offset(row) + vocabularySize);
}

/**
 * How far the second trace is from the first: the greatest difference of a row of logits, as root mean square, in
 * standard deviations of that row. Infinite where one of them is not a number.
 */
export function traceError(expected: readonly Float32Array[], actual: readonly Float32Array[]): number {
  const errors = expected.map((row, index) => {
    const other = actual[index];
    if (other === undefined || other.length !== row.length) return Infinity;
    const mean = row.reduce((sum, logit) => sum + logit, 0) / row.length;
    let difference = 0;
    let spread = 0;
    for (const [at, logit] of row.entries()) {
      difference += (logit - (other[at] ?? Number.NaN)) ** 2;
      spread += (logit - mean) ** 2;
    }
    const error = Math.sqrt(difference / spread);
    return Number.isNaN(error) ? Infinity : error;
  });
  return Math.max(...errors);
}
