import { canonicalJson } from '@agentd/agent-core';
import type { EvaluationRecord } from '../runs/record.ts';
import { naturally } from './order.ts';

/** All records of one method on one benchmark, sorted by item and seed; at most one for each. */
export interface CellRecords {
  benchmark: string;
  method: string;
  records: readonly EvaluationRecord[];
}

/**
 * Records by method and benchmark, in an order that has nothing to do with the one they came in. Of several for one
 * item and seed, one with a result counts, otherwise the one that was begun first.
 */
export function collect(
  records: readonly EvaluationRecord[],
  labelOf: (record: EvaluationRecord) => string,
): CellRecords[] {
  const cells = new Map<string, Map<string, EvaluationRecord>>();
  for (const record of records) {
    const key = JSON.stringify([record.benchmark, labelOf(record)]);
    const cell = cells.get(key) ?? new Map<string, EvaluationRecord>();
    cells.set(key, cell);
    const place = JSON.stringify([record.item.id, record.seed]);
    const known = cell.get(place);
    if (known === undefined || comesBefore(record, known)) cell.set(place, record);
  }
  return [...cells.values()].map((cell) => {
    const sorted = [...cell.values()].sort((a, b) => naturally(a.item.id, b.item.id) || a.seed - b.seed);
    const [first] = sorted;
    return { benchmark: first?.benchmark ?? '', method: first === undefined ? '' : labelOf(first), records: sorted };
  });
}

/** Those of a cell that have a result, by item. */
export function resultsByItem(records: readonly EvaluationRecord[]): Map<string, EvaluationRecord[]> {
  const done = records.filter(({ status }) => status === 'done');
  return Map.groupBy(done, ({ item }) => item.id);
}

/** The seeds that occur, ascending. */
export const seedsOf = (records: readonly EvaluationRecord[]): number[] =>
  [...new Set(records.map(({ seed }) => seed))].sort((a, b) => a - b);

function comesBefore(a: EvaluationRecord, b: EvaluationRecord): boolean {
  if (a.status !== b.status) return a.status === 'done';
  if (a.startedAt !== b.startedAt) return a.startedAt < b.startedAt;
  return canonicalJson(a.method.settings) + a.reason + a.key < canonicalJson(b.method.settings) + b.reason + b.key;
}
