import { deviation, type Interval, mean, quantile } from '@agentd/agent-core';
import type { EvaluationRecord } from '../runs/record.ts';
import type { Resamples } from '../statistics/resamples.ts';
import { accuracyOf } from './accuracy.ts';
import { type CellRecords, resultsByItem, seedsOf } from './collect.ts';
import type { ReportCell } from './schema.ts';

/** What {@link describeCell} takes. */
export interface CellOptions {
  /** Items times seeds that were to have a result. */
  planned: number;
  resamples: Resamples;
  withTimes: boolean;
}

/** All figures of one method on one benchmark. */
export function describeCell({ benchmark, method, records }: CellRecords, options: CellOptions): ReportCell {
  const { resamples } = options;
  const byItem = resultsByItem(records);
  const done = [...byItem.values()].flat();
  const planned = Math.max(options.planned, records.length);
  const seeds = seedsOf(done).map((seed) => {
    const ofSeed = done.filter((record) => record.seed === seed);
    return { seed, results: ofSeed.length, accuracy: mean(ofSeed.map(correctness)) };
  });
  const perItem = (value: (record: EvaluationRecord) => number): number[] =>
    [...byItem.values()].map((results) => mean(results.map(value)));
  const interval = (value: (record: EvaluationRecord) => number): Interval => resamples.mean(perItem(value));
  return {
    benchmark,
    method,
    items: byItem.size,
    planned,
    results: done.length,
    errors: records.length - done.length,
    missing: planned - records.length,
    unanswered: done.filter(({ prediction }) => prediction === undefined).length,
    accuracy: accuracyOf(byItem, resamples),
    accuracyAtLeast: planned === 0 ? 0 : done.filter(({ correct }) => correct).length / planned,
    score: mean(perItem(({ score }) => score)),
    seeds,
    deviation: seeds.length < 2 ? null : deviation(seeds.map(({ accuracy }) => accuracy)),
    actions: describeActions(byItem, resamples),
    retrievalCalls: interval(({ retrievalCalls }) => retrievalCalls),
    generatedTokens: interval(({ usage }) => usage.completionTokens),
    promptTokens: mean(perItem(({ usage }) => usage.promptTokens)),
    steps: mean(perItem(({ steps }) => steps)),
    cost: done.length === 0 ? null : meanCost(done),
    ...(options.withTimes ? { time: timeOf(done) } : {}),
  };
}

function meanCost(done: readonly EvaluationRecord[]): number | null {
  const costs = done.flatMap(({ usage }) => usage.cost ?? []);
  return costs.length < done.length ? null : mean(costs);
}

function timeOf(done: readonly EvaluationRecord[]): { medianMs: number; totalMs: number } {
  const durations = done.map(({ durationMs }) => durationMs);
  return { medianMs: quantile(durations, 0.5), totalMs: durations.reduce((total, value) => total + value, 0) };
}

type ActionCounts = EvaluationRecord['actions'];

function describeActions(
  byItem: ReadonlyMap<string, readonly EvaluationRecord[]>,
  resamples: Resamples,
): ReportCell['actions'] {
  const describe = (countsOf: (record: EvaluationRecord) => ActionCounts) => {
    const total = (field: keyof ActionCounts): number[] =>
      [...byItem.values()].map((results) => results.reduce((sum, record) => sum + countsOf(record)[field], 0));
    const sampled = total('sampled');
    const count = sampled.reduce((sum, value) => sum + value, 0);
    return {
      count,
      parseErrors: resamples.ratio(total('parseErrors'), sampled),
      executionErrors: resamples.ratio(total('executionErrors'), sampled),
    };
  };
  const sampled = describe(({ actions }) => actions);
  return sampled.count === 0 ? null : { sampled, elected: describe(({ elected }) => elected) };
}

const correctness = ({ correct }: EvaluationRecord): number => Number(correct);
