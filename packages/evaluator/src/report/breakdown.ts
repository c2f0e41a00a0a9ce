import { canonicalJson, type JsonObject } from '@agentd/agent-core';
import type { EvaluationRecord } from '../runs/record.ts';
import type { Resamples } from '../statistics/resamples.ts';
import { accuracyOf } from './accuracy.ts';
import { type CellRecords, resultsByItem } from './collect.ts';
import { naturally } from './order.ts';
import type { ReportData } from './schema.ts';

/** More different values than this are no division that a reader can take in. */
const MOST_VALUES = 40;

/** Accuracy by the level and by the category of the items, where a benchmark has several. */
export function breakDown(cells: readonly CellRecords[], resamples: Resamples): ReportData['breakdowns'] {
  return (['level', 'category'] as const).flatMap((by) => {
    const values = valuesByBenchmark(cells, by);
    return cells.flatMap(({ benchmark, method, records }) => {
      const all = [...(values.get(benchmark) ?? [])].sort(naturally);
      if (all.length < 2 || all.length > MOST_VALUES) return [];
      return all.flatMap((value) => {
        const byItem = resultsByItem(records.filter(({ item }) => String(item[by]) === value));
        const accuracy = accuracyOf(byItem, resamples);
        return accuracy === null ? [] : [{ benchmark, by, value, method, items: byItem.size, accuracy }];
      });
    });
  });
}

function valuesByBenchmark(cells: readonly CellRecords[], by: 'level' | 'category'): Map<string, Set<string>> {
  const values = new Map<string, Set<string>>();
  for (const { benchmark, records } of cells) {
    const known = values.get(benchmark) ?? new Set<string>();
    values.set(benchmark, known);
    for (const { item } of records) if (item[by] !== undefined) known.add(String(item[by]));
  }
  return values;
}

/** Accuracy against the number of samples: of methods that have the same settings but for `samples`. */
export function scale(cells: readonly CellRecords[], resamples: Resamples): ReportData['scaling'] {
  const points = cells.flatMap(({ benchmark, method, records }) => {
    const [record] = records;
    const samples = record === undefined ? undefined : samplesIn(record.method.settings);
    const accuracy = accuracyOf(resultsByItem(records), resamples);
    if (record === undefined || samples === undefined || accuracy === null) return [];
    const group = canonicalJson([record.model, record.scorer, withoutSamples(record.method.settings)]);
    return [{ benchmark, method, samples, accuracy, group, name: seriesName(record) }];
  });
  return [...Map.groupBy(points, ({ benchmark, group }) => `${benchmark}\n${group}`).values()]
    .filter((series) => new Set(series.map(({ samples }) => samples)).size > 1)
    .flatMap((series) =>
      series
        .sort((a, b) => a.samples - b.samples)
        .map(({ benchmark, method, samples, accuracy }) => ({
          benchmark,
          series: series[0]?.name ?? method,
          method,
          samples,
          accuracy,
        })),
    );
}

/** The name without the number of samples that people write behind it: `agent-sag-8`. */
const seriesName = ({ method, model }: EvaluationRecord): string =>
  `${method.name.replace(/[-_ .]*(?:n=?)?\d+$/i, '') || method.name} · ${model}`;

function samplesIn(settings: JsonObject): number | undefined {
  for (const [name, value] of Object.entries(settings)) {
    if (name === 'samples' && typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
    const nested = typeof value === 'object' && value !== null && !Array.isArray(value) ? samplesIn(value) : undefined;
    if (nested !== undefined) return nested;
  }
  return undefined;
}

function withoutSamples(settings: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(settings)
      .filter(([name]) => name !== 'samples')
      .map(([name, value]) => [
        name,
        typeof value === 'object' && value !== null && !Array.isArray(value) ? withoutSamples(value) : value,
      ]),
  );
}
