import type { GraphWriter } from '../onnx/graph-writer.ts';
import type { CacheInput } from './layers.ts';

/** Attention as an operator of the export asks for it. */
export interface AttentionCall {
  /** [rows, heads, tokens, width]. */
  queries: string;
  /** Keys and values of the new tokens, as [rows, heads, tokens, width]; none where the graph joins them itself. */
  added?: { keys: string; values: string };
  /** Heads of the queries. */
  heads: number;
  /** Factor of the scores. */
  scale: number;
  /** Scores are pressed between this and its negative; 0 where they are not. */
  softcap: number;
  /** Whether tokens see none that come after them. */
  causal: boolean;
  /** How many tokens a causal one sees, itself included; -1 for all. */
  window: number;
  /** What is added to scores, each of a shape that fits [rows, heads, tokens, keys]. */
  biases: string[];
  /** One more score for each head, for looking at nothing: [heads], or one number for all. */
  sinks?: string;
  /** Whether the operator gives [rows, tokens, heads times width] and not [rows, heads, tokens, width]. */
  flatOutput: boolean;
}

/** Keys and values of one layer. */
export interface LayerCaches {
  key: CacheInput;
  value: CacheInput;
}

/** [rows, tokens, heads times width] to [rows, heads, tokens, width]. */
export function splitHeads(writer: GraphWriter, states: string, heads: number, width: number): string {
  const split = writer.add('Reshape', [states, writer.integers(0, 0, heads, width)]);
  return writer.add('Transpose', [split], { perm: [0, 2, 1, 3] });
}

/** The scale that an attribute gives, or the usual one. */
export function scaleOf(attribute: number | undefined, width: number): number {
  return attribute === undefined || attribute === 0 ? 1 / Math.sqrt(width) : attribute;
}
