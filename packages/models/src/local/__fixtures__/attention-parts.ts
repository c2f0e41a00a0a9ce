import { elementType } from '../onnx/model.ts';
import type { DecoderWriter } from './decoder-writer.ts';

/** How an export writes attention. */
export interface AttentionStyle {
  /** ONNX Runtime's GroupQueryAttention or MultiHeadAttention, ONNX's Attention, or smaller operators. */
  operator: 'grouped' | 'multi' | 'standard' | 'plain';
  halfFloats?: boolean;
  /** Whether the graph takes position_ids. */
  positionIds?: boolean;
  /** `grouped`: rotation inside the operator, and how. */
  rotary?: 'halves' | 'interleaved' | 'partial';
  /** Whether a condition on the length chooses the tables of the rotation. */
  chosen?: boolean;
  packed?: boolean;
  softcap?: number;
  window?: number;
  scale?: number;
  bias?: boolean;
  /** `grouped`: one more score in every softmax, nought or a number for each head. */
  sinks?: 'smooth' | 'heads';
  /** `grouped`: an output that no rewrite knows. */
  givesScores?: boolean;
  /** `multi` and `standard`: whether the cache is joined outside of the operator. */
  joined?: boolean;
  /** `multi` and `standard`: what hides later tokens; nothing for undefined. */
  hides?: 'operator' | 'numbers' | 'truths' | 'padding' | 'padding of tokens';
  /** `standard`: whether heads are an axis of their own. */
  split?: boolean;
  /** `plain`: where the scale goes, how keys are transposed, who else reads the cache. */
  scaled?: 'scores' | 'queries' | 'both';
  transposed?: 'directly' | 'flat';
  lengthFrom?: 'cache' | 'joined' | 'repeated' | 'transposed' | 'slice';
  stranger?: boolean;
}

/** Writes attention from the three projections; gives [rows, tokens, heads times width]. */
export type Attend = (layer: number, query: string, key: string, value: string) => string;

/** Names of a layer's caches. */
export function cacheNames(layer: number): { past: [string, string]; present: [string, string] } {
  const of = (kind: string): [string, string] => [`${kind}.${layer}.key`, `${kind}.${layer}.value`];
  return { past: of('past_key_values'), present: of('present') };
}

/** [rows, tokens, heads times width] to [rows, heads, tokens, width]. */
export function splitHeads({ writer, sizes }: DecoderWriter, value: string, count: number): string {
  const split = writer.add('Reshape', [value, writer.integers(0, 0, count, sizes.width)]);
  return writer.add('Transpose', [split], { perm: [0, 2, 1, 3] });
}

/** [rows, key heads, tokens, width] to as many heads as queries have. */
export function repeatHeads({ writer, sizes }: DecoderWriter, value: string): string {
  const { heads, keyHeads, width } = sizes;
  const wide = writer.add('Unsqueeze', [value, writer.integers(2)]);
  const times = writer.integers(1, 1, heads / keyHeads, 1, 1);
  const shape = writer.add('Mul', [writer.add('Shape', [wide]), times]);
  return writer.add('Reshape', [writer.add('Expand', [wide, shape]), writer.integers(0, heads, -1, width)]);
}

/** Which keys a token may look at, as truth values: [tokens, keys]. */
export function visibleKeys({ writer }: DecoderWriter, { lengthFrom, window }: AttentionStyle): string {
  const one = writer.integer(1);
  const total = writer.add('Gather', [writer.add('Shape', ['attention_mask']), one]);
  const past =
    lengthFrom === 'slice'
      ? writer.add('Squeeze', [
          writer.add('Shape', ['past_key_values.0.key'], { start: 2, end: 3 }),
          writer.integers(0),
        ])
      : writer.add('Gather', [writer.add('Shape', ['past_key_values.0.key']), writer.integer(2)]);
  const queries = writer.add('Unsqueeze', [writer.add('Range', [past, total, one]), writer.integers(1)]);
  const keys = writer.add('Unsqueeze', [writer.add('Range', [writer.integer(0), total, one]), writer.integers(0)]);
  const before = writer.add('LessOrEqual', [keys, queries]);
  if (window === undefined) return before;
  const near = writer.add('Greater', [keys, writer.add('Sub', [queries, writer.integer(window)])]);
  return writer.add('And', [before, near]);
}

/** The same as numbers to add to scores, or as numbers that count keys. */
export function visibility(decoder: DecoderWriter, style: AttentionStyle, as: 'scores' | 'counts'): string {
  const { writer } = decoder;
  const visible = visibleKeys(decoder, style);
  if (as === 'counts') return writer.add('Cast', [visible], { to: elementType.int32 });
  return writer.add('Where', [visible, writer.float(0), writer.float(-1e9)]);
}
