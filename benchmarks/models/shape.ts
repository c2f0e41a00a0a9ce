/** Sizes of a decoder in the shape of Qwen2. */
export interface DecoderShape {
  layers: number;
  hidden: number;
  heads: number;
  keyHeads: number;
  /** Width of a head. */
  width: number;
  inner: number;
  vocabulary: number;
  /** Most tokens of prompt and answer. */
  positions: number;
}

/** 124 million parameters, 50 of them in the embedding and the output. */
export const shape100m: DecoderShape = {
  layers: 12,
  hidden: 768,
  heads: 12,
  keyHeads: 2,
  width: 64,
  inner: 2048,
  vocabulary: 32_768,
  positions: 4096,
};

/** One matrix of weights: `rows` inputs by `columns` outputs, row after row. */
export interface Matrix {
  rows: number;
  columns: number;
  values: Float32Array;
}

/**
 * Spread of the embedding: so wide that an answer depends on its last token, not only on the text as a whole, and does
 * not repeat one word.
 */
export const EMBEDDING_DEVIATION = 0.5;

/** Random weights that depend on the name alone, so that files of all formats hold the same model. */
export class RandomWeights {
  /** Normally distributed, nearly: a sum of three uniform numbers. */
  normal(name: string, count: number, deviation = 0.02): Float32Array {
    let state = [...name].reduce((hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 0x01000193), 0x811c9dc5);
    const values = new Float32Array(count);
    const scale = (2 * deviation) / 2 ** 10;
    for (let at = 0; at < count; at++) {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      mixed ^= mixed >>> 14;
      values[at] = ((mixed & 1023) + ((mixed >>> 10) & 1023) + ((mixed >>> 20) & 1023) - 1534.5) * scale;
    }
    return values;
  }

  matrix(name: string, rows: number, columns: number): Matrix {
    return { rows, columns, values: this.normal(name, rows * columns) };
  }
}

/** The same matrix with rows and columns swapped. */
export function transposed({ rows, columns, values }: Matrix): Matrix {
  const turned = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      turned[column * rows + row] = values[row * columns + column] ?? 0;
    }
  }
  return { rows: columns, columns: rows, values: turned };
}
