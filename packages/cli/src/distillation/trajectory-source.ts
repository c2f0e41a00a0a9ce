import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { importPaperLog, type PaperLogRow } from '@agentd/distill-data';
import { isRight, jsonlStore, questionKind } from '@agentd/ftp-sampler';
import type { Trajectory } from '@agentd/sag';
import { jsonlTrajectoryStore } from '@agentd/sag/node';
import { UsageError } from '../usage-error.ts';

/** The file of trajectories that a path means: itself, or the one in the folder of a sampling or an evaluation. */
export async function trajectoryFile(path: string): Promise<string> {
  const file = (await kindOf(path)) === 'folder' ? join(path, 'trajectories.jsonl') : path;
  if ((await kindOf(file)) === 'file') return file;
  throw new UsageError(
    `There is no ${file}. Give a file of trajectories, or a folder that agentd sample or agentd eval wrote.`,
  );
}

/** Runs from a file of agentd, the latest of each id. A file that does not exist must have been found out before. */
export async function* readTrajectories(file: string, signal: AbortSignal): AsyncGenerator<Trajectory, void> {
  const store = await jsonlTrajectoryStore(file, { signal });
  try {
    yield* store.all({ signal });
  } finally {
    await store.close();
  }
}

/** Ids of the runs that the sampling in this folder found right; undefined where it is no folder of a sampling. */
export async function rightRunsIn(folder: string, signal: AbortSignal): Promise<Set<string> | undefined> {
  const path = join(folder, 'questions.jsonl');
  if ((await kindOf(path)) !== 'file') return undefined;
  const store = await jsonlStore(path, questionKind, { signal });
  try {
    const right = new Set<string>();
    for await (const { samples } of store.all({ signal })) {
      for (const sample of samples) if (isRight(sample)) right.add(sample.trajectory);
    }
    return right;
  } finally {
    await store.close();
  }
}

/** Rows of a log of the paper's authors; `onBad` is told of lines that are none. */
export function readPaperLog(
  path: string,
  { signal, withPassages = false, onBad }: PaperLogOptions,
): AsyncGenerator<PaperLogRow, void> {
  return importPaperLog(path, { signal, withPassages, onBadRow: ({ message }) => onBad(message) });
}

/** What {@link readPaperLog} takes. */
export interface PaperLogOptions {
  signal: AbortSignal;
  withPassages?: boolean | undefined;
  onBad: (message: string) => void;
}

async function kindOf(path: string): Promise<'file' | 'folder' | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found === undefined ? undefined : found.isDirectory() ? 'folder' : 'file';
}
