import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type { ClusteredVectors, VectorSet } from '../vectors.ts';
import { hnswlib } from './hnswlib.ts';
import { sqliteVec } from './sqlite-vec.ts';
import { usearch } from './usearch.ts';

export const rivalNames = ['sqlite-vec', 'usearch', 'hnswlib-node'] as const;
export type RivalName = (typeof rivalNames)[number];

/** Numbers of the nearest vectors, the nearest first. */
export type Find = (query: Float32Array, k: number) => number[];

/** Another library that searches vectors. */
export interface Rival {
  /** Puts the vectors into files of a folder that is not there yet. */
  build(folder: string, vectors: ClusteredVectors): Promise<void>;
  /** @param effort how many candidates a graph search keeps (`ef`); an exact search has none */
  open(folder: string, set: VectorSet, effort: number): Promise<Find>;
}

/** Loads a module by name from a folder in which it was installed. */
export type Load = (name: string) => unknown;

const makers: Record<RivalName, (load: Load) => Rival> = {
  'hnswlib-node': hnswlib,
  usearch,
  'sqlite-vec': sqliteVec,
};

/**
 * @param modules folder with `node_modules`
 * @throws where it is not installed there
 */
export async function openRival(name: RivalName, modules: string): Promise<Rival> {
  return makers[name](createRequire(join(resolve(modules), 'package.json')));
}
