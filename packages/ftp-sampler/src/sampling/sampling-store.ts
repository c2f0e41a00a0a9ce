import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallOptions, ChainsOfThought, TrajectoryStore } from '@agentd/agent-core';
import { SamplerError } from '../errors.ts';
import { jsonlStore } from '../store/jsonl-store.ts';
import { memoryStore } from '../store/memory-store.ts';
import { chainsOfThoughtKind, trajectoryKind } from '../store/record-kinds.ts';
import type { RecordStore } from '../store/record-store.ts';
import { questionKind, type QuestionRecord } from './question-record.ts';

/** Where a sampling keeps what it draws. */
export interface SamplingStore {
  readonly trajectories: TrajectoryStore;
  /** Also training data for the chain-of-thought baseline. */
  readonly chainsOfThought: RecordStore<ChainsOfThought>;
  /** Which questions are done, and what came of their samples. */
  readonly questions: RecordStore<QuestionRecord>;
}

/** A {@link SamplingStore} in a folder. */
export interface SamplingFolder extends SamplingStore, AsyncDisposable {
  readonly folder: string;
  /** Waits until the disk has everything. */
  close(): Promise<void>;
}

/**
 * Opens a folder with `trajectories.jsonl`, `chains-of-thought.jsonl` and `questions.jsonl`; all are append-only and
 * survive the death of the process at any instant.
 *
 * @param folder created where it does not exist
 * @throws SamplerError code `sampler/cannot-open` when the folder cannot be made
 * @throws StoreError code `store/cannot-open`; InvalidInputError for a line that is no such record, naming `path:line`
 */
export async function openSamplingFolder(folder: string, options: CallOptions = {}): Promise<SamplingFolder> {
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new SamplerError(`The folder ${folder} cannot be made: ${why}`, { code: 'sampler/cannot-open', cause });
  });
  const opened: { close(): Promise<void> }[] = [];
  const close = async (): Promise<void> => {
    const results = await Promise.allSettled(opened.map((store) => store.close()));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  };
  const keep = async <T extends { close(): Promise<void> }>(opening: Promise<T>): Promise<T> => {
    const store = await opening;
    opened.push(store);
    return store;
  };
  try {
    const trajectories = await keep(jsonlStore(join(folder, 'trajectories.jsonl'), trajectoryKind, options));
    const chainsOfThought = await keep(
      jsonlStore(join(folder, 'chains-of-thought.jsonl'), chainsOfThoughtKind, options),
    );
    const questions = await keep(jsonlStore(join(folder, 'questions.jsonl'), questionKind, options));
    return { folder, trajectories, chainsOfThought, questions, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A store that lives as long as its object: for tests, and for one question on a worker of a queue. */
export function memorySamplingStore(): SamplingStore {
  return {
    trajectories: memoryStore(trajectoryKind),
    chainsOfThought: memoryStore(chainsOfThoughtKind),
    questions: memoryStore(questionKind),
  };
}
