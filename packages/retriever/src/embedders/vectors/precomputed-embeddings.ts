import { basename } from 'node:path';
import { z } from 'zod';
import type { PassageSource, ReadOptions, ReadPassage } from '../../passage-source.ts';
import { checkOptions } from '../../check-options.ts';
import { toUnitLength } from '../check.ts';
import { VectorJoin } from './join-vectors.ts';
import { npyFile } from './npy-file.ts';
import { badVectors } from './npy-header.ts';
import { parquetFile } from './parquet-file.ts';
import type { VectorFile } from './vector-rows.ts';

/** Where the vectors are: `path` ends in `.npy` or `.parquet`. */
export interface PrecomputedOptions {
  /**
   * A `.npy` file has one row for each passage, in their order. A Parquet file has ids, and the rows stand in the order
   * of the passages or near it: none may be more than 10,000 rows early.
   */
  path: string;
  /** Column of a Parquet file; default `id`. */
  idColumn?: string;
  /** Column of a Parquet file; default `vector`. */
  vectorColumn?: string;
  /** Numbers in a vector; default as many as the first one has. */
  dimension?: number;
}

const optionsSchema = z.strictObject({
  path: z.string().regex(/\.(npy|parquet)$/i, 'ends neither in .npy nor in .parquet'),
  idColumn: z.string().min(1).default('id'),
  vectorColumn: z.string().min(1).default('vector'),
  dimension: z.int().min(1).optional(),
});

/**
 * Gives the passages of a source vectors that were computed elsewhere, streaming: `.npy` files in a few megabytes of
 * memory whatever their size, Parquet files in that of a row group. Vectors are brought to length 1.
 *
 * Reading throws `retriever/vector-mismatch` where passages and vectors do not match in number or in ids,
 * `retriever/bad-vectors` for a wrong dimension or a damaged file, and `retriever/bad-vector` for NaN and zero.
 *
 * @throws InvalidInputError `retriever/bad-options`
 * @throws RetrieverError `retriever/source-missing`, `retriever/bad-vectors`
 */
export async function precomputedEmbeddings(
  source: PassageSource,
  options: PrecomputedOptions,
): Promise<PassageSource> {
  const { path, idColumn, vectorColumn, dimension } = checkOptions('precomputedEmbeddings', optionsSchema, options);
  const isNpy = path.toLowerCase().endsWith('.npy');
  const file = isNpy ? await npyFile(path) : parquetFile(path, idColumn, vectorColumn);
  return {
    name: `${source.name} with ${basename(path)}`,
    bytes: source.bytes,
    read: (readOptions) => readJoined(source, file, dimension, readOptions),
  };
}

async function* readJoined(
  source: PassageSource,
  file: VectorFile,
  wanted: number | undefined,
  options: ReadOptions = {},
): AsyncGenerator<ReadPassage> {
  let left = 0;
  let dimension = wanted;
  const join = new VectorJoin(file, options.signal);
  try {
    const passages = source.read({
      ...options,
      onBadRow: (row) => {
        left++;
        options.onBadRow?.(row);
      },
    });
    for await (const { passage, bytesRead } of passages) {
      const vector = await join.of(passage);
      dimension ??= vector.length;
      if (vector.length !== dimension) {
        throw badVectors(
          `${file.path} has a vector of ${vector.length} numbers for ${passage.id} where ${dimension} are wanted.`,
        );
      }
      yield {
        passage: { ...passage, vector: toUnitLength(vector, `passage ${passage.id} in ${file.path}`) },
        bytesRead,
      };
    }
    await join.end(left);
  } finally {
    await join.close();
  }
}
