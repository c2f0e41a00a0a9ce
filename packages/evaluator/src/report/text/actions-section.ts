import type { Interval } from '@agentd/agent-core';
import type { ReportData } from '../schema.ts';
import { fixed, percent, percentInterval } from './format.ts';
import { number, type ReportSection, words } from './table.ts';
import { titleOf } from './titles.ts';

/** How often code could not be read or failed (Figure 7 of the paper). */
export function actionsSection(report: ReportData): ReportSection {
  const rate = (interval: Interval) =>
    number(percent(interval.value), interval.value, { sub: percentInterval(interval) });
  const rows = report.cells.flatMap((cell) => {
    if (cell.actions === null) return [];
    const { elected, sampled } = cell.actions;
    return [
      [
        words(titleOf(report, cell.benchmark)),
        { ...words(cell.method), of: { benchmark: cell.benchmark, method: cell.method } },
        ...[elected, sampled].flatMap(({ count, parseErrors, executionErrors }) => [
          number(fixed(count, 0), count),
          rate(parseErrors),
          rate(executionErrors),
        ]),
      ],
    ];
  });
  const group = (title: string) =>
    ['Actions', 'Parse errors (%)', 'Execution errors (%)'].map((column) => ({
      title: column,
      group: title,
      numeric: true,
    }));
  return {
    id: 'actions',
    heading: 'Errors of actions',
    notes: [
      'Share of actions whose code could not be parsed, and of those that failed when they ran. Elected: the actions that the agent went on with; sampled: all candidates that were drawn. Intervals: 95 %, resampling questions with all their actions.',
    ],
    tables: [
      {
        table: {
          columns: [
            { title: 'Benchmark', numeric: false },
            { title: 'Method', numeric: false },
            ...group('Elected'),
            ...group('Sampled'),
          ],
          rows,
        },
      },
    ],
  };
}
