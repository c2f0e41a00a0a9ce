import { isFinished, parseTrajectory, TRAJECTORY_SCHEMA_VERSION, trajectorySchema } from '@agentd/agent-core';
import { z } from 'zod';

/** Where the trajectory of an id stands in the file. */
export interface IndexEntry {
  /** 1-based. */
  line: number;
  offset: number;
  length: number;
  finished: boolean;
}

const header = z.object({
  schemaVersion: z.literal(TRAJECTORY_SCHEMA_VERSION),
  id: trajectorySchema.shape.id,
  outcome: z.object({ status: trajectorySchema.shape.outcome.shape.status }),
});

/** The head of a stored trajectory, without the cost of checking all its steps. */
export type TrajectoryHeader = z.output<typeof header>;

/**
 * @param source `file:line`, for the message
 * @throws InvalidInputError code `trajectory/invalid` or `trajectory/too-new`
 */
export function readHeader(json: string, source: string): TrajectoryHeader {
  return tryHeader(json) ?? parseTrajectory(json, source);
}

/** The same, or undefined where the text is no trajectory. */
export function tryHeader(json: string): TrajectoryHeader | undefined {
  try {
    return header.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}

/** Which line holds the run of each id: about a hundred bytes of memory for each, whatever the runs' size. */
export class JsonlIndex {
  readonly #entries = new Map<string, IndexEntry>();

  /** A finished run stays; any other gives way to the later one but keeps its place in the order. */
  add({ id, outcome }: TrajectoryHeader, at: Omit<IndexEntry, 'finished'>): void {
    if (this.isFinished(id)) return;
    this.#entries.set(id, { ...at, finished: isFinished({ outcome }) });
  }

  isFinished(id: string): boolean {
    return this.#entries.get(id)?.finished ?? false;
  }

  get(id: string): IndexEntry | undefined {
    return this.#entries.get(id);
  }

  /** In the order in which they first came. */
  ids(): string[] {
    return [...this.#entries.keys()];
  }
}
