import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Load, Rival } from './rival.ts';

/** The part of `hnswlib-node` that is used. */
interface Hnswlib {
  HierarchicalNSW: new (
    space: 'ip',
    dimension: number,
  ) => {
    initIndex(options: { maxElements: number; m: number; efConstruction: number; randomSeed: number }): void;
    addPoint(point: number[], label: number): void;
    writeIndexSync(file: string): void;
    readIndexSync(file: string): void;
    setEf(ef: number): void;
    searchKnn(query: number[], k: number): { neighbors: number[] };
  };
}

const moduleSchema = z.custom<Hnswlib>((value) => z.object({ HierarchicalNSW: z.function() }).safeParse(value).success);

/** A graph in memory (HNSW), with the defaults of hnswlib. */
export function hnswlib(load: Load): Rival {
  const { HierarchicalNSW } = moduleSchema.parse(load('hnswlib-node'));
  const file = (folder: string): string => join(folder, 'graph');
  return {
    async build(folder, vectors) {
      const { count, dimension, seed } = vectors.set;
      const index = new HierarchicalNSW('ip', dimension);
      index.initIndex({ maxElements: count, m: 16, efConstruction: 200, randomSeed: seed });
      for (let at = 0; at < count; at++) index.addPoint([...vectors.vector(at)], at);
      await mkdir(folder, { recursive: true });
      index.writeIndexSync(file(folder));
    },
    async open(folder, { dimension }, effort) {
      const index = new HierarchicalNSW('ip', dimension);
      index.readIndexSync(file(folder));
      index.setEf(effort);
      return (query, k) => index.searchKnn([...query], k).neighbors;
    },
  };
}
