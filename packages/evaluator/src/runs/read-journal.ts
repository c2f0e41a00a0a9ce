import { open, type FileHandle } from 'node:fs/promises';
import type { CallOptions } from '@agentd/agent-core';
import { EvaluatorError } from '../errors.ts';
import { journalLines, type JournalDamage } from './journal-lines.ts';
import type { EvaluationRecord } from './record.ts';

/** What {@link readJournal} returns. */
export interface JournalContent {
  /**
   * One for each key, by benchmark, method, model, scorer, seed and item: the same for the same results, whatever the
   * order in which they came. A result replaces an error of the same key, and a later error an earlier one.
   */
  records: EvaluationRecord[];
  damage: JournalDamage;
}

/**
 * Reads the results of a journal, also while a run writes it. Never changes the file.
 * @throws EvaluatorError `evaluator/journal-unusable`, `evaluator/journal-version`, `evaluator/not-a-journal`
 */
export async function readJournal(path: string, options: CallOptions = {}): Promise<JournalContent> {
  const damage: JournalDamage = { unreadable: [], halfLine: undefined };
  const records = new Map<string, EvaluationRecord>();
  const file = await openForReading(path);
  try {
    for await (const { record } of journalLines(file, path, damage, options)) keep(records, record);
  } finally {
    await file.close();
  }
  return { records: inOrder(records.values()), damage };
}

/** Keeps the record unless there is a result with its key: the first result stays. */
export function keep(records: Map<string, EvaluationRecord>, record: EvaluationRecord): void {
  if (records.get(record.key)?.status !== 'done') records.set(record.key, record);
}

/** The canonical order of results: by what they are, never by when they came. */
export function inOrder(records: Iterable<EvaluationRecord>): EvaluationRecord[] {
  const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
  return [...records].sort(
    (a, b) =>
      compare(a.benchmark, b.benchmark) ||
      compare(a.method.name, b.method.name) ||
      compare(a.model, b.model) ||
      compare(a.scorer, b.scorer) ||
      a.seed - b.seed ||
      compare(a.item.id, b.item.id) ||
      compare(a.key, b.key),
  );
}

async function openForReading(path: string): Promise<FileHandle> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    if ((await file.stat()).isFile()) return file;
    throw new Error('it is no regular file');
  } catch (cause) {
    await file?.close();
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new EvaluatorError(`The journal ${path} cannot be read (${why}).`, {
      code: 'evaluator/journal-unusable',
      cause,
    });
  }
}
