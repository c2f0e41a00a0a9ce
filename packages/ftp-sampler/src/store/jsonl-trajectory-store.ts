import type { CallOptions, Trajectory } from '@agentd/agent-core';
import { jsonlStore, type JsonlStore } from './jsonl-store.ts';
import { trajectoryKind } from './record-kinds.ts';

/** A `TrajectoryStore` over one JSONL file. */
export type JsonlTrajectoryStore = JsonlStore<Trajectory>;

/**
 * Keeps trajectories in a file, one JSON document a line; {@link jsonlStore} says what holds when a process dies, and
 * what the index beside the file is for.
 *
 * @param path created where it does not exist; its folder must
 * @throws StoreError code `store/cannot-open` when the path is no file that can be read and written
 * @throws InvalidInputError code `trajectory/invalid` or `trajectory/too-new`, naming `path:line`
 */
export function jsonlTrajectoryStore(path: string, options: CallOptions = {}): Promise<JsonlTrajectoryStore> {
  return jsonlStore(path, trajectoryKind, options);
}
