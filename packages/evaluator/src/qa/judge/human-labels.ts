import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { EvaluatorError } from '../../errors.ts';

/** What a person says about one answer. */
export interface HumanLabel {
  id: string;
  correct: boolean;
}

const YES = new Set(['correct', 'right', 'true', 'yes', '1']);
const NO = new Set(['incorrect', 'wrong', 'false', 'no', '0']);
const recordSchema = z.object({ record: z.record(z.string(), z.string()), info: z.object({ lines: z.number() }) });
const recordsSchema = z.array(recordSchema);

/**
 * Reads labels from a CSV file with the columns `id` and `label` (or `correct`, `verdict`, `human`), others are ignored.
 * Labels are correct, right, true, yes or 1, and incorrect, wrong, false, no or 0.
 * @throws EvaluatorError `evaluator/labels` with file, line and column of the first row that cannot be used
 */
export async function readHumanLabels(path: string, options: { signal?: AbortSignal } = {}): Promise<HumanLabel[]> {
  const { signal } = options;
  signal?.throwIfAborted();
  const labels = new Map<string, HumanLabel>();
  for (const { record, info } of parseRecords(path, await readText(path, signal))) {
    const where = `line ${info.lines}`;
    const id = column(record, ['id', 'item_id'])?.value.trim() ?? '';
    if (id === '') throw fault(path, `${where}, column "id": it is empty or missing`);
    const label = column(record, ['label', 'correct', 'verdict', 'human']);
    if (label === undefined) throw fault(path, `${where}: there is no column "label"`);
    const word = label.value.trim().toLowerCase();
    if (!YES.has(word) && !NO.has(word)) {
      throw fault(path, `${where}, column "${label.name}": "${label.value}" is neither correct nor incorrect`);
    }
    if (labels.has(id))
      throw fault(path, `${where}, column "id": "${id}" stands twice; give one label for each answer`);
    labels.set(id, { id, correct: YES.has(word) });
  }
  if (labels.size === 0) throw fault(path, 'it has no rows');
  return [...labels.values()];
}

function column(record: Record<string, string>, names: readonly string[]): { name: string; value: string } | undefined {
  for (const wanted of names) {
    const found = Object.entries(record).find(([name]) => name.trim().toLowerCase() === wanted);
    if (found !== undefined) return { name: found[0], value: found[1] };
  }
  return undefined;
}

function parseRecords(path: string, text: string): z.infer<typeof recordsSchema> {
  try {
    return recordsSchema.parse(parse(text, { bom: true, columns: true, info: true, skip_empty_lines: true }));
  } catch (cause) {
    throw fault(path, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

async function readText(path: string, signal: AbortSignal | undefined): Promise<string> {
  try {
    return await readFile(path, { encoding: 'utf8', signal });
  } catch (cause) {
    signal?.throwIfAborted();
    throw fault(path, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

const fault = (path: string, reason: string, cause?: unknown): EvaluatorError =>
  new EvaluatorError(`The labels in ${path} cannot be used: ${reason}.`, { code: 'evaluator/labels', cause });
