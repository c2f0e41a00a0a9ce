import type { ReportData } from '../schema.ts';
import { fixed, percent } from './format.ts';
import { none, number, type ReportSection, words } from './table.ts';
import { titleOf } from './titles.ts';

/** How much of what was to be done has a result, and how much seeds differ. */
export function completenessSection(report: ReportData): ReportSection {
  const several = report.seeds.length > 1;
  const graded = report.cells.some(
    ({ accuracy, score }) => accuracy !== null && Math.abs(accuracy.value - score) > 1e-9,
  );
  const whole = (value: number) => number(fixed(value, 0), value);
  const rows = report.cells.map((cell) => [
    words(titleOf(report, cell.benchmark)),
    { ...words(cell.method), of: { benchmark: cell.benchmark, method: cell.method } },
    ...[cell.items, cell.planned, cell.results, cell.errors, cell.missing, cell.unanswered].map(whole),
    number(percent(cell.accuracyAtLeast), cell.accuracyAtLeast),
    ...(graded ? [number(percent(cell.score), cell.score)] : []),
    ...(several
      ? [
          words(cell.seeds.map(({ accuracy }) => percent(accuracy)).join(' / ') || '–'),
          cell.deviation === null ? none : number(percent(cell.deviation), cell.deviation),
        ]
      : []),
  ]);
  const numeric = (title: string) => ({ title, numeric: true });
  const titles = ['Items', 'Planned', 'Results', 'Errors', 'Missing', 'Unanswered', 'At least (%)'];
  return {
    id: 'results',
    heading: 'Results',
    notes: [
      'Planned: items times seeds. Errors ended without a result, missing ones never ended; a run that is resumed tries both again. Unanswered ones ended without an answer, which is wrong. "At least" is the accuracy if all that has no result were wrong.',
      ...(several ? ['Deviation: sample standard deviation of the accuracy over seeds, in percentage points.'] : []),
    ],
    tables: [
      {
        table: {
          columns: [
            { title: 'Benchmark', numeric: false },
            { title: 'Method', numeric: false },
            ...titles.map(numeric),
            ...(graded ? [numeric('Score (%)')] : []),
            ...(several ? [{ title: 'By seed (%)', numeric: false }, numeric('Deviation')] : []),
          ],
          rows,
        },
      },
    ],
  };
}
