import { Resamples } from '../statistics/resamples.ts';
import { meanOfIntervals } from '../statistics/mean-of-intervals.ts';
import type { EvaluationRecord } from '../runs/record.ts';
import { breakDown, scale } from './breakdown.ts';
import { describeCell } from './cell.ts';
import { type CellRecords, collect, seedsOf } from './collect.ts';
import { adjust, comparisonsOf } from './compare.ts';
import { listResults } from './list-results.ts';
import { nameMethods } from './name-methods.ts';
import { describeBenchmark, inOrder } from './order.ts';
import { checkReportOptions, type PlannedCell, type ReportOptions } from './report-options.ts';
import { REPORT_SCHEMA_VERSION, type ReportCell, type ReportData } from './schema.ts';

/**
 * Everything a report shows, from the records of one or several runs. Depends on nothing but them: not on the order in
 * which they come, nor on what was interrupted and tried again.
 * @throws InvalidInputError `evaluator/report` when an option cannot be used
 */
export function buildReport(records: readonly EvaluationRecord[], options: ReportOptions = {}): ReportData {
  const { title, withTimes, rounds, planned } = checkReportOptions(options);
  const resamples = new Resamples(rounds);
  const labelOf = nameMethods(records);
  const found = collect(records, labelOf);
  const methods = inMethodOrder(found, planned);
  const benchmarks = inOrder(
    [...found, ...planned].map(({ benchmark }) => benchmark),
    planned.map(({ benchmark }) => benchmark),
  );
  const cells = inReportOrder([...found, ...neverBegun(found, planned)], benchmarks, methods);
  const itemCounts = new Map(benchmarks.map((name) => [name, itemCount(name, cells, planned)]));
  const figures = cells.map((cell) => {
    const count = plannedResults(cell, cells, planned);
    return describeCell(cell, { planned: count, resamples, withTimes });
  });
  const begun = records.map(({ startedAt }) => startedAt).sort();
  return {
    schemaVersion: REPORT_SCHEMA_VERSION,
    title,
    rounds,
    seeds: seedsOf(records),
    benchmarks: benchmarks.map((name) => ({ name, ...describeBenchmark(name), items: itemCounts.get(name) ?? 0 })),
    methods: methods.map((label) => describeMethod(label, cells)),
    cells: figures,
    averages: averagesOf(figures, benchmarks, methods),
    comparisons: comparisonsIn(cells, benchmarks, methods, resamples),
    breakdowns: breakDown(cells, resamples),
    scaling: scale(cells, resamples),
    ...listResults(cells, methods, withTimes),
    ...(withTimes && begun.length > 0 ? { period: { from: begun.at(0) ?? '', to: begun.at(-1) ?? '' } } : {}),
  };
}

/** Labels in the order of the plan's names; a name may stand in several labels. */
function inMethodOrder(found: readonly CellRecords[], planned: readonly PlannedCell[]): string[] {
  const labels = Map.groupBy(found, ({ records }) => records[0]?.method.name ?? '');
  const names = inOrder(
    [...labels.keys(), ...planned.map(({ method }) => method)],
    planned.map(({ method }) => method),
  );
  return names.flatMap((name) => inOrder(labels.get(name)?.map(({ method }) => method) ?? [name]));
}

/** Planned, and without a single record. */
function neverBegun(found: readonly CellRecords[], planned: readonly PlannedCell[]): CellRecords[] {
  const begun = new Set(found.map((cell) => JSON.stringify([cell.benchmark, cell.records[0]?.method.name])));
  return planned
    .filter(({ benchmark, method }) => !begun.has(JSON.stringify([benchmark, method])))
    .map(({ benchmark, method }) => ({ benchmark, method, records: [] }));
}

function inReportOrder(cells: readonly CellRecords[], benchmarks: readonly string[], methods: readonly string[]) {
  const byName = new Map(cells.map((cell) => [JSON.stringify([cell.benchmark, cell.method]), cell]));
  return benchmarks.flatMap((benchmark) =>
    methods.flatMap((method) => byName.get(JSON.stringify([benchmark, method])) ?? []),
  );
}

function itemCount(benchmark: string, cells: readonly CellRecords[], planned: readonly PlannedCell[]): number {
  const seen = new Set(cells.filter((cell) => cell.benchmark === benchmark).flatMap(idsOf));
  return Math.max(seen.size, ...planned.filter((cell) => cell.benchmark === benchmark).map(({ items }) => items));
}

function plannedResults(cell: CellRecords, cells: readonly CellRecords[], planned: readonly PlannedCell[]): number {
  const name = cell.records[0]?.method.name ?? cell.method;
  const plan = planned.find(({ benchmark, method }) => benchmark === cell.benchmark && method === name);
  if (plan !== undefined) return plan.items * new Set(plan.seeds).size;
  const all = cells.filter(({ benchmark }) => benchmark === cell.benchmark);
  return new Set(all.flatMap(idsOf)).size * seedsOf(all.flatMap(({ records }) => records)).length;
}

const idsOf = ({ records }: CellRecords): string[] => records.map(({ item }) => item.id);

function describeMethod(label: string, cells: readonly CellRecords[]): ReportData['methods'][number] {
  const own = cells.filter(({ method, records }) => method === label && records.length > 0);
  const [first] = own.flatMap(({ records }) => records.slice(0, 1));
  const configurations = Map.groupBy(own, ({ records }) =>
    JSON.stringify([records[0]?.scorer, records[0]?.method.settings]),
  );
  return {
    label,
    name: first?.method.name ?? label,
    model: first?.model ?? '',
    configurations: [...configurations.values()].map((group) => ({
      benchmarks: group.map(({ benchmark }) => benchmark),
      scorer: group[0]?.records[0]?.scorer ?? '',
      settings: group[0]?.records[0]?.method.settings ?? {},
    })),
  };
}

function averagesOf(
  cells: readonly ReportCell[],
  benchmarks: readonly string[],
  methods: readonly string[],
): ReportData['averages'] {
  return methods.flatMap((method) =>
    (['factual', 'math', 'other', 'all'] as const).flatMap((domain) => {
      const wanted = benchmarks.filter((name) => domain === 'all' || describeBenchmark(name).domain === domain);
      const have = wanted.flatMap((name) => {
        const cell = cells.find((one) => one.benchmark === name && one.method === method);
        return cell?.accuracy ?? [];
      });
      if (wanted.length < 2 || have.length < wanted.length) return [];
      return [{ method, domain, accuracy: meanOfIntervals(have) }];
    }),
  );
}

function comparisonsIn(
  cells: readonly CellRecords[],
  benchmarks: readonly string[],
  methods: readonly string[],
  resamples: Resamples,
): ReportData['comparisons'] {
  const recordsOf = (method: string, benchmark: string) =>
    cells.find((cell) => cell.benchmark === benchmark && cell.method === method)?.records ?? [];
  const found = methods.flatMap((a, index) =>
    methods
      .slice(index + 1)
      .flatMap((b) =>
        comparisonsOf([a, b], benchmarks, (which, name) => recordsOf(which === 0 ? a : b, name), resamples),
      ),
  );
  return adjust(found);
}
