import { open, rename, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { InvalidInputError, type CallOptions } from '@agentd/agent-core';
import { EvaluatorError } from '../errors.ts';
import { encodeLine, type JournalDamage } from './journal-lines.ts';
import { inOrder, keep, readJournal } from './read-journal.ts';
import { SameRun } from './same-run.ts';
import type { EvaluationRecord } from './record.ts';

/** Two results of the same key that do not say the same. */
export interface MergeConflict {
  key: string;
  kept: EvaluationRecord;
  dropped: EvaluationRecord;
}

/** What {@link mergeJournals} returns. */
export interface MergedJournals {
  /** What is in the new journal, in its order. */
  records: EvaluationRecord[];
  /** Of two results that differ in prediction or verdict, the one of the journal that was named first is kept. */
  conflicts: MergeConflict[];
  damage: { path: string; damage: JournalDamage }[];
}

/**
 * Makes one journal of several, such as those of shards: one record for each key, a result before an error, in the
 * canonical order. The journals stay as they are.
 * @param out the new journal; it must not exist
 * @throws InvalidInputError `evaluator/invalid-options`
 * @throws EvaluatorError `evaluator/journal-exists`, `evaluator/journal-write`, `evaluator/mixed-runs` for journals of
 * runs with different settings, and as {@link readJournal} does
 */
export async function mergeJournals(
  paths: readonly string[],
  out: string,
  { signal }: CallOptions = {},
): Promise<MergedJournals> {
  if (paths.length === 0 || new Set(paths.map((path) => resolve(path))).size < paths.length) {
    throw new InvalidInputError(
      `Journals to merge are named once each; these were named: ${paths.join(', ') || 'none'}.`,
      {
        code: 'evaluator/invalid-options',
      },
    );
  }
  const sameRun = new SameRun('Journals are merged when they are parts of one run.');
  const merged = new Map<string, EvaluationRecord>();
  const conflicts: MergeConflict[] = [];
  const damage: MergedJournals['damage'] = [];
  for (const path of paths) {
    const content = await readJournal(path, { signal });
    damage.push({ path, damage: content.damage });
    for (const record of content.records) {
      sameRun.add(record, path);
      const kept = merged.get(record.key);
      if (kept?.status === 'done' && record.status === 'done' && !isSame(kept, record)) {
        conflicts.push({ key: record.key, kept, dropped: record });
      }
      keep(merged, record);
    }
  }
  const records = inOrder(merged.values());
  await writeNew(out, records);
  return { records, conflicts, damage };
}

function isSame(a: EvaluationRecord, b: EvaluationRecord): boolean {
  return a.correct === b.correct && a.score === b.score && a.prediction === b.prediction;
}

/** Under another name until it is whole. */
async function writeNew(path: string, records: readonly EvaluationRecord[]): Promise<void> {
  if (await stat(path).catch(() => undefined)) {
    throw new EvaluatorError(`${path} is there already. Name a new file for the merged journal.`, {
      code: 'evaluator/journal-exists',
    });
  }
  try {
    const partial = `${path}.partial`;
    const file = await open(partial, 'w');
    try {
      for (const record of records) await file.writeFile(encodeLine(record));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, path);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new EvaluatorError(`The merged journal ${path} cannot be written (${why}).`, {
      code: 'evaluator/journal-write',
      cause,
    });
  }
}
