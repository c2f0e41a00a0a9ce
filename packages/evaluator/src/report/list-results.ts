import { truncateEnd } from '@agentd/agent-core';
import type { EvaluationRecord } from '../runs/record.ts';
import type { CellRecords } from './collect.ts';
import { naturally } from './order.ts';
import type { ReportData, ReportResult } from './schema.ts';

/** Characters of a prediction, reason or error in a report; the journal has all of them. */
const LONGEST_TEXT = 500;

/** Every item, and every result on it in the order of benchmark, item, method and seed. */
export function listResults(
  cells: readonly CellRecords[],
  methods: readonly string[],
  withTimes: boolean,
): Pick<ReportData, 'items' | 'results'> {
  const items: ReportData['items'] = [];
  const results: ReportResult[] = [];
  for (const [benchmark, group] of Map.groupBy(cells, (cell) => cell.benchmark)) {
    const entries = group.flatMap(({ method, records }) =>
      records.map((record) => ({ method: methods.indexOf(method), record })),
    );
    const byItem = [...Map.groupBy(entries, ({ record }) => record.item.id)];
    for (const [id, ofItem] of byItem.sort(([a], [b]) => naturally(a, b))) {
      const [first] = ofItem;
      if (first === undefined) continue;
      const { question, answers, level, category } = first.record.item;
      const optional = { ...(level === undefined ? {} : { level }), ...(category === undefined ? {} : { category }) };
      results.push(...ofItem.map(({ method, record }) => describe(record, items.length, method, withTimes)));
      items.push({ benchmark, id, question, answers, ...optional });
    }
  }
  return { items, results };
}

function describe(record: EvaluationRecord, item: number, method: number, withTimes: boolean): ReportResult {
  const { seed, status, correct, score, prediction, reason, error, steps, usage, retrievalCalls } = record;
  return {
    item,
    method,
    seed,
    status,
    correct,
    score,
    ...(prediction === undefined ? {} : { prediction: truncateEnd(prediction, LONGEST_TEXT) }),
    reason: truncateEnd(reason, LONGEST_TEXT),
    ...(error === undefined ? {} : { error: truncateEnd(`${error.code}: ${error.message}`, LONGEST_TEXT) }),
    steps,
    generatedTokens: usage.completionTokens,
    retrievalCalls,
    trajectories: record.trajectories,
    chainsOfThought: record.chainsOfThought.length,
    ...(withTimes ? { durationMs: record.durationMs } : {}),
  };
}
