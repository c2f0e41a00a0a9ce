import type { ReportData } from '../schema.ts';
import { percent, points, pointsInterval, pValue } from './format.ts';
import { number, type ReportSection, words } from './table.ts';
import { titleOf } from './titles.ts';

/** Every two methods against each other, on the items that both have. */
export function comparisonSection(report: ReportData): ReportSection {
  const { comparisons, rounds } = report;
  const rows = comparisons.map((comparison) => [
    words(comparison.a),
    words(comparison.b),
    words(comparison.benchmark === null ? 'all together' : titleOf(report, comparison.benchmark)),
    number(String(comparison.items), comparison.items),
    number(percent(comparison.accuracyA), comparison.accuracyA),
    number(percent(comparison.accuracyB), comparison.accuracyB),
    number(points(comparison.difference.value), comparison.difference.value, {
      sub: pointsInterval(comparison.difference),
    }),
    number(String(comparison.onlyA), comparison.onlyA),
    number(String(comparison.onlyB), comparison.onlyB),
    number(pValue(comparison.pValue), comparison.pValue),
    number(pValue(comparison.adjusted), comparison.adjusted, { strong: comparison.adjusted < 0.05 }),
  ]);
  const numeric = ['Items', 'A (%)', 'B (%)', 'B − A (points)', 'Only A', 'Only B', 'p', 'p (Holm)'];
  return {
    id: 'comparisons',
    heading: 'Paired comparisons',
    notes: [
      `Only items count that both have with the same seed. Difference: mean over items of the mean over seeds, with the 95 % interval of the paired bootstrap (${rounds} resamples of the items).`,
      'p: McNemar\'s exact test, two-sided. An item is right for a method where it is right on more than half of the seeds; "only" counts items that are right for one alone.',
      `Where many pairs are compared, some differ by chance: "Holm" is p adjusted for all ${comparisons.length} rows, bold below 0.05. "All together" counts each item alike.`,
    ],
    tables: [
      {
        table: {
          columns: [
            ...['A', 'B', 'Benchmark'].map((title) => ({ title, numeric: false })),
            ...numeric.map((title) => ({ title, numeric: true })),
          ],
          rows,
        },
      },
    ],
  };
}
