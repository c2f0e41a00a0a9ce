import type { Pooling } from './options.ts';

/** States of the tokens of a batch, `[texts, length, width]`, as the model gives them. */
export interface TokenStates {
  values: Float32Array;
  length: number;
  width: number;
}

/** One text's vector from the states of its tokens; what is behind its `tokens` is padding. */
export function pool(states: TokenStates, row: number, tokens: number, pooling: Pooling): Float32Array {
  const { values, length, width } = states;
  const first = row * length * width;
  if (pooling === 'cls') return values.slice(first, first + width);
  if (pooling === 'last') return values.slice(first + (tokens - 1) * width, first + tokens * width);
  const sum = new Float32Array(width);
  for (let token = 0; token < tokens; token++) {
    const from = first + token * width;
    for (let i = 0; i < width; i++) sum[i] = (sum[i] ?? 0) + (values[from + i] ?? 0);
  }
  for (let i = 0; i < width; i++) sum[i] = (sum[i] ?? 0) / tokens;
  return sum;
}
