import type { CallOptions } from './model.ts';
import type { Trajectory } from './trajectory.ts';

/**
 * Where trajectories are kept: append-only, each id at most once as a finished run. A run that errored or was aborted
 * is replaced when the same id is put again.
 */
export interface TrajectoryStore {
  /** Stores the trajectory; returns false, and keeps the first, when a finished one with this id is there already. */
  put(trajectory: Trajectory, options?: CallOptions): Promise<boolean>;
  /** Whether a finished run with this id is stored. */
  has(id: string): Promise<boolean>;
  /** The latest trajectory with this id, finished or not. */
  get(id: string): Promise<Trajectory | undefined>;
  /** The latest trajectory of each id, in the order in which the ids first came. */
  all(options?: CallOptions): AsyncIterable<Trajectory>;
  close(): Promise<void>;
}

/** Whether a run came to its own end: its answer, or lack of one, is a result. */
export function isFinished({ outcome }: Pick<Trajectory, 'outcome'>): boolean {
  return outcome.status === 'answered' || outcome.status === 'max-steps';
}
