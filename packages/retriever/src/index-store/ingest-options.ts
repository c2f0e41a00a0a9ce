import type { CallOptions } from '@agentd/agent-core';
import { z } from 'zod';
import { checkOptions } from '../check-options.ts';
import type { BadRow } from '../passage-source.ts';
import type { BadRowSummary } from './bad-rows.ts';
import type { BuildStep } from './build-options.ts';
import type { VectorIndexChoice } from './vector-options.ts';

/** How far an ingestion is. */
export interface IngestProgress {
  /** `checking`: what is in the index already is read again and compared. `indexing`: the search indexes are built. */
  phase: 'checking' | 'ingesting' | 'indexing';
  /** In the phase `indexing`. */
  step?: BuildStep;
  /** Passages of the source that were read, with those that were refused. */
  read: number;
  /** Passages of the source that are in the index. */
  stored: number;
  bytesRead: number;
  /** Of the whole source. */
  bytes: number;
  /** Passages stored by this call, for each second of it that was not spent on checking. */
  passagesPerSecond: number;
  /** Estimated from the bytes that are left; undefined until something was stored. */
  secondsLeft?: number;
  badRows: number;
}

/** What {@link PassageIndex.ingest} takes. */
export interface IngestOptions extends CallOptions {
  /** Called after each batch that was embedded or stored. */
  onProgress?: ((progress: IngestProgress) => void) | undefined;
  /** Told of each row that is left out, also of those that an earlier, interrupted call named and are read again. */
  onBadRow?: ((row: BadRow) => void) | undefined;
  /** Only the first so many passages of the source; a later call without it goes on from there. */
  limit?: number | undefined;
  /** Reads and checks everything and stores nothing. */
  dryRun?: boolean | undefined;
  /** Passages in one commit at most, default 10,000; each 30 seconds there is a commit in any case. */
  batchSize?: number | undefined;
  /** Whether the search indexes are brought up to date at the end; default true. Without, searches are slower. */
  buildIndexes?: boolean | undefined;
  /** How vectors are searched; default `auto`. */
  vectorIndex?: VectorIndexChoice | undefined;
}

/** What {@link PassageIndex.ingest} did. */
export interface IngestSummary {
  source: string;
  /** Passages of the source that were read, from its beginning, with those that were refused. */
  read: number;
  /** Passages of the source that are in the index now (with `dryRun`: that would be). */
  stored: number;
  /** Of these, passages that this call added. */
  added: number;
  /** Of these, passages that an earlier call had stored. */
  resumedFrom: number;
  badRows: BadRowSummary;
  /** Of those added, passages too long for the embedder: only their beginning is in their vectors. */
  cut: number;
  /** Whether the source was read to its end. */
  finished: boolean;
  seconds: number;
}

const schema = z.object({
  limit: z.int().positive().optional(),
  batchSize: z.int().positive().max(1_000_000).default(10_000),
  dryRun: z.boolean().default(false),
  buildIndexes: z.boolean().default(true),
});

/** @throws InvalidInputError `retriever/bad-options` */
export function checkIngestOptions(options: IngestOptions): z.infer<typeof schema> {
  return checkOptions('ingest', schema, options);
}
