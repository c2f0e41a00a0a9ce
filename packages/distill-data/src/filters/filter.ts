import type { CallOptions, JsonObject, Trajectory } from '@agentd/agent-core';

/** What a filter says of one trajectory: undefined to keep it, or why it goes, in a few words that can be counted. */
export type Verdict = string | undefined;

/** Judges one trajectory after the other. */
export type Check = (trajectory: Trajectory, options: CallOptions) => Verdict | Promise<Verdict>;

/** One reason to leave trajectories out. */
export interface TrajectoryFilter {
  /** As in reports, such as `right-answer`. */
  readonly name: string;
  /** What decides besides the trajectory; stands in the dataset card. */
  readonly settings: JsonObject;
  /** Begins a run: what a check remembers (duplicates) is forgotten. */
  start(): Check;
}

/** A trajectory that a filter removed. */
export interface RemovedSample {
  id: string;
  questionId: string;
  reason: string;
}

/** What one filter did. */
export interface FilterCount {
  name: string;
  settings: JsonObject;
  /** Trajectories that the filters before it had left. */
  seen: number;
  removed: number;
  /** How often each reason was given; ids in them are cut off. */
  reasons: Record<string, number>;
  /** The first few that were removed. */
  samples: RemovedSample[];
}

/** What a run of filters did. */
export interface FilterReport {
  read: number;
  kept: number;
  /** In the order in which they were applied. */
  filters: FilterCount[];
}
