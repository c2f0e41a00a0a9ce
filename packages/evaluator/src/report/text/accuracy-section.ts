import type { Accuracy, ReportData } from '../schema.ts';
import { percent, percentInterval } from './format.ts';
import { none, number, type ReportSection, type ReportTable, type TableCell, words } from './table.ts';

type Domain = 'factual' | 'math' | 'other';
const HEADINGS: Record<Domain, string> = { factual: 'Factual', math: 'Math', other: 'Other' };

/** One column: a benchmark, or the mean over several. */
interface Column {
  title: string;
  group: string;
  cellOf(method: string): TableCell;
}

/** The form of the paper's Table 2: methods by benchmarks, with means over each domain and over all. */
export function accuracySection(report: ReportData): ReportSection {
  const columns = columnsOf(report);
  const rows = report.methods.map(({ label }) => [words(label), ...columns.map(({ cellOf }) => cellOf(label))]);
  const table: ReportTable = {
    columns: [
      { title: 'Method', numeric: false },
      ...columns.map(({ title, group }) => ({ title, group, numeric: true })),
    ],
    rows: rows.map((row) => row.map((cell, column) => (isBest(cell, column, rows) ? { ...cell, strong: true } : cell))),
  };
  return { id: 'accuracy', heading: 'Accuracy (%)', notes: notesOf(report), tables: [{ table }] };
}

function columnsOf(report: ReportData): Column[] {
  const domains = (['factual', 'math', 'other'] as const).flatMap((domain): Column[] => {
    const group = HEADINGS[domain];
    const benchmarks = report.benchmarks.filter((benchmark) => benchmark.domain === domain);
    const columns = benchmarks.map(({ name, title }) => ({
      title,
      group,
      cellOf: (method: string) => cellFor(report, name, method),
    }));
    return benchmarks.length < 2 ? columns : [...columns, averageColumn(report, domain, 'Average', group)];
  });
  const several = new Set(report.benchmarks.map(({ domain }) => domain)).size > 1;
  return several ? [...domains, averageColumn(report, 'all', 'Average', 'All')] : domains;
}

function cellFor(report: ReportData, benchmark: string, method: string): TableCell {
  const cell = report.cells.find((one) => one.benchmark === benchmark && one.method === method);
  if (cell === undefined) return none;
  const of = { benchmark, method };
  if (cell.accuracy === null) return { text: 'no result', of };
  const gap = cell.results < cell.planned ? '*' : '';
  const { text, sort = 0, sub = '' } = share(cell.accuracy);
  return number(`${text}${gap}`, sort, { sub, of });
}

const averageColumn = (report: ReportData, domain: Domain | 'all', title: string, group: string): Column => ({
  title,
  group,
  cellOf: (method) => {
    const average = report.averages.find((one) => one.domain === domain && one.method === method);
    return average === undefined ? none : share(average.accuracy);
  },
});

const share = (accuracy: Pick<Accuracy, 'value' | 'low' | 'high'>): TableCell =>
  number(percent(accuracy.value), accuracy.value, { sub: percentInterval(accuracy) });

function isBest(cell: TableCell, column: number, rows: readonly (readonly TableCell[])[]): boolean {
  const values = rows.flatMap((row) => row[column]?.sort ?? []);
  return column > 0 && cell.sort !== undefined && values.length > 1 && cell.sort === Math.max(...values);
}

function notesOf({ cells, rounds, methods, averages }: ReportData): string[] {
  const kinds = new Set(cells.flatMap(({ accuracy }) => accuracy?.interval ?? []));
  const wilson = "Wilson's score interval over items";
  const bootstrap = `the percentile interval of ${rounds} resamples of the items, each with the mean over its seeds (seeds of one item are not independent; Wilson's where all items are right, or all wrong)`;
  return [
    ...(kinds.has('bootstrap')
      ? [
          `In brackets: 95 % confidence intervals. ${kinds.has('wilson') ? 'With several seeds' : 'They are'} ${bootstrap}.`,
        ]
      : []),
    ...(kinds.has('wilson') && !kinds.has('bootstrap')
      ? [`In brackets: 95 % confidence intervals, ${wilson}.`]
      : kinds.has('wilson')
        ? [`With one seed: ${wilson}.`]
        : []),
    ...(averages.length > 0
      ? [
          'Averages count each benchmark alike; their intervals come from those of the benchmarks (MOVER). A method has an average only where it has all benchmarks of it.',
        ]
      : []),
    ...(methods.length > 1 ? ['Bold: the highest number of the column, which alone does not make it the best.'] : []),
    ...(cells.some(({ results, planned }) => results < planned) ? ['* Not everything has a result; see below.'] : []),
  ];
}
