import type { EvaluationRecord } from '../runs/record.ts';

/**
 * The records of one run for a report of several: its methods are called `name: method` there, so that the same method
 * stands in the report once for each run, and is compared with itself.
 */
export function fromRun(name: string, records: readonly EvaluationRecord[]): EvaluationRecord[] {
  return records.map((record) => ({
    ...record,
    key: `${name}: ${record.key}`,
    method: { ...record.method, name: `${name}: ${record.method.name}` },
  }));
}
