import type { CallOptions } from '@agentd/agent-core';
import type { VectorIndexChoice } from './vector-options.ts';

/** A part of the last stage of an ingestion. */
export type BuildStep = 'text index' | 'vector index' | 'compaction';

/** What {@link PassageIndex.buildIndexes} takes. */
export interface BuildOptions extends CallOptions {
  /** How vectors are searched; default as it is, and `auto` at first. */
  vectorIndex?: VectorIndexChoice | undefined;
  /** Told before each step. */
  onStep?: ((step: BuildStep) => void) | undefined;
}
