import type { JsonObject } from '@agentd/agent-core';

/** One row of a file: its columns, or why it cannot be read. `row` counts from 1. */
export type SourceRow = { file: string; row: number } & ({ value: JsonObject } | { reason: string });

/** A file whose bytes are in memory. */
export interface LoadedFile {
  /** How messages call it. */
  name: string;
  bytes: Uint8Array;
}
