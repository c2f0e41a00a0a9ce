import type { ReportData } from '../schema.ts';
import { percent, percentInterval } from './format.ts';
import { none, number, type ReportSection, type ReportTable, words } from './table.ts';
import { titleOf } from './titles.ts';

/** Accuracy by level and by category (Figure 4 of the paper): one table for each benchmark and division. */
export function breakdownSection(report: ReportData): ReportSection {
  const groups = Map.groupBy(report.breakdowns, ({ benchmark, by }) => `${benchmark}\n${by}`);
  return {
    id: 'breakdown',
    heading: 'Accuracy by level and category (%)',
    notes: ['Intervals as in the first table. n: items of the division with a result.'],
    tables: [...groups.values()].flatMap((group) => {
      const [first] = group;
      if (first === undefined) return [];
      return [{ caption: `${titleOf(report, first.benchmark)} by ${first.by}`, table: breakdownTable(report, group) }];
    }),
  };
}

function breakdownTable({ methods }: ReportData, group: ReportData['breakdowns']): ReportTable {
  const values = [...new Set(group.map(({ value }) => value))];
  const labels = methods.map(({ label }) => label).filter((label) => group.some(({ method }) => method === label));
  return {
    columns: [
      { title: 'Method', numeric: false },
      ...values.map((value) => {
        const items = Math.max(...group.filter((one) => one.value === value).map((one) => one.items));
        return { title: `${value} (n ${items})`, numeric: true };
      }),
    ],
    rows: labels.map((label) => [
      words(label),
      ...values.map((value) => {
        const found = group.find((one) => one.method === label && one.value === value);
        if (found === undefined) return none;
        const { accuracy } = found;
        return number(percent(accuracy.value), accuracy.value, { sub: percentInterval(accuracy) });
      }),
    ]),
  };
}

/** Accuracy against the number of samples (Figure 5 of the paper). */
export function scalingSection(report: ReportData): ReportSection {
  const rows = report.scaling.map(({ benchmark, series, method, samples, accuracy }) => [
    words(titleOf(report, benchmark)),
    words(series),
    { ...words(method), of: { benchmark, method } },
    number(String(samples), samples),
    number(percent(accuracy.value), accuracy.value, { sub: percentInterval(accuracy) }),
  ]);
  return {
    id: 'scaling',
    heading: 'Accuracy against the number of samples',
    notes: ['Methods whose settings are the same but for the number of samples.'],
    tables: [
      {
        table: {
          columns: [
            ...['Benchmark', 'Series', 'Method'].map((title) => ({ title, numeric: false })),
            ...['Samples', 'Accuracy (%)'].map((title) => ({ title, numeric: true })),
          ],
          rows,
        },
      },
    ],
  };
}
