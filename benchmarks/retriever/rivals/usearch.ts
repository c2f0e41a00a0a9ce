import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Load, Rival } from './rival.ts';

interface Options {
  dimensions: number;
  metric: 'ip';
  quantization: 'f32';
  connectivity: number;
  expansion_add: number;
  expansion_search: number;
  multi: boolean;
}

/** The part of `usearch` that is used. */
interface Usearch {
  Index: new (options: Options) => {
    add(key: bigint, vector: Float32Array): void;
    save(file: string): void;
    load(file: string): void;
    search(query: Float32Array, k: number, threads: number): { keys: BigUint64Array };
  };
}

const moduleSchema = z.custom<Usearch>((value) => z.object({ Index: z.function() }).safeParse(value).success);

/** A graph in memory (HNSW), with the defaults of usearch. */
export function usearch(load: Load): Rival {
  const { Index } = moduleSchema.parse(load('usearch'));
  const file = (folder: string): string => join(folder, 'graph');
  const options = (dimensions: number, effort: number): Options => ({
    dimensions,
    metric: 'ip',
    quantization: 'f32',
    connectivity: 16,
    expansion_add: 128,
    expansion_search: effort,
    multi: false,
  });
  return {
    async build(folder, vectors) {
      const { count, dimension } = vectors.set;
      const index = new Index(options(dimension, 64));
      for (let at = 0; at < count; at++) index.add(BigInt(at), vectors.vector(at));
      await mkdir(folder, { recursive: true });
      index.save(file(folder));
    },
    async open(folder, { dimension }, effort) {
      const index = new Index(options(dimension, effort));
      index.load(file(folder));
      return (query, k) => Array.from(index.search(query, k, 1).keys, Number);
    },
  };
}
