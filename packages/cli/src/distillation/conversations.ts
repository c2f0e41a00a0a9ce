import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { chainOfThoughtConversations, trainingConversation, type TrainingConversation } from '@agentd/distill-data';
import { chainsOfThoughtKind, jsonlStore } from '@agentd/ftp-sampler';
import { UsageError } from '../usage-error.ts';
import type { ExportFlags } from './export-flags.ts';
import { readPaperLog, readTrajectories, trajectoryFile } from './trajectory-source.ts';

/** What of a log of the paper's authors is not exported. */
export interface LeftOutOfLog {
  /** Rows that the authors judged wrong. */
  wrong: number;
  /** Lines that are no rows. */
  bad: string[];
}

/** What a student learns from the trajectories, and then from the chains of thought. */
export async function* conversationsOf(
  input: string | undefined,
  flags: ExportFlags,
  leftOut: LeftOutOfLog,
  signal: AbortSignal,
): AsyncGenerator<TrainingConversation, void> {
  const { cot, learnFailedSteps } = flags;
  if (input !== undefined) {
    const file = await trajectoryFile(input);
    if (flags.paperLog) yield* ofPaperLog(file, flags, leftOut, signal);
    else {
      for await (const run of readTrajectories(file, signal)) yield trainingConversation(run, { learnFailedSteps });
    }
  }
  if (cot !== undefined) yield* ofChains(await chainsFile(cot), flags, signal);
}

/** Runs that ended without an answer, and rows that were judged wrong, are nothing to learn from. */
async function* ofPaperLog(
  file: string,
  { learnFailedSteps, cotPassages: withPassages }: ExportFlags,
  leftOut: LeftOutOfLog,
  signal: AbortSignal,
): AsyncGenerator<TrainingConversation, void> {
  const onBad = (message: string): void => void leftOut.bad.push(message);
  for await (const row of readPaperLog(file, { signal, withPassages, onBad })) {
    const { trajectory, conversation, correct } = row;
    if (correct === false) leftOut.wrong += 1;
    else if (conversation !== undefined) yield conversation;
    else if (trajectory !== undefined) yield trainingConversation(trajectory, { learnFailedSteps });
  }
}

async function* ofChains(
  file: string,
  { cotAll, cotPassages: withPassages }: ExportFlags,
  signal: AbortSignal,
): AsyncGenerator<TrainingConversation, void> {
  const store = await jsonlStore(file, chainsOfThoughtKind, { signal });
  try {
    for await (const chains of store.all({ signal })) {
      yield* chainOfThoughtConversations(chains, { samples: cotAll ? 'all' : 'right', withPassages });
    }
  } finally {
    await store.close();
  }
}

/** The file itself, or the one in the folder of a sampling. */
async function chainsFile(path: string): Promise<string> {
  for (const file of [path, join(path, 'chains-of-thought.jsonl')]) {
    if ((await stat(file).catch(() => undefined))?.isFile() === true) return file;
  }
  throw new UsageError(
    `--cot: there is no ${path} with chains of thought. agentd sample writes chains-of-thought.jsonl.`,
  );
}
