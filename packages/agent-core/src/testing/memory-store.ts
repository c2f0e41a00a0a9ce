import { isFinished, type TrajectoryStore } from '../store.ts';
import type { Trajectory } from '../trajectory.ts';

/** A trajectory store that lives as long as its object: for tests, and the reference for other stores. */
export function memoryTrajectoryStore(): TrajectoryStore {
  const runs = new Map<string, Trajectory>();
  return {
    async put(trajectory, options) {
      options?.signal?.throwIfAborted();
      const known = runs.get(trajectory.id);
      if (known !== undefined && isFinished(known)) return false;
      runs.set(trajectory.id, structuredClone(trajectory));
      return true;
    },
    async has(id) {
      const known = runs.get(id);
      return known !== undefined && isFinished(known);
    },
    async get(id) {
      return structuredClone(runs.get(id));
    },
    async *all(options) {
      for (const trajectory of runs.values()) {
        options?.signal?.throwIfAborted();
        yield structuredClone(trajectory);
      }
    },
    async close() {},
  };
}
