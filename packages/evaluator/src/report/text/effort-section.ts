import type { Interval } from '@agentd/agent-core';
import type { ReportData } from '../schema.ts';
import { cost, duration, fixed } from './format.ts';
import { none, number, type ReportSection, words } from './table.ts';
import { titleOf } from './titles.ts';

/** What a question takes: tokens (Figure 6 of the paper), retrieval calls (Figure 8), steps, cost and time. */
export function effortSection(report: ReportData): ReportSection {
  const { cells } = report;
  const priced = cells.some((cell) => cell.cost !== null);
  const timed = cells.some(({ time }) => time !== undefined);
  const retrieves = cells.some(({ retrievalCalls }) => retrievalCalls.value > 0);
  const mean = ({ value, low, high }: Interval, decimals: number) =>
    number(fixed(value, decimals), value, { sub: `[${fixed(low, decimals)}, ${fixed(high, decimals)}]` });
  const rows = cells
    .filter(({ results }) => results > 0)
    .map((cell) => [
      words(titleOf(report, cell.benchmark)),
      { ...words(cell.method), of: { benchmark: cell.benchmark, method: cell.method } },
      mean(cell.generatedTokens, 0),
      number(fixed(cell.promptTokens, 0), cell.promptTokens),
      number(fixed(cell.steps, 1), cell.steps),
      ...(retrieves ? [mean(cell.retrievalCalls, 2)] : []),
      ...(priced ? [cell.cost === null ? none : number(cost(cell.cost), cell.cost)] : []),
      ...(timed
        ? [cell.time?.medianMs, cell.time?.totalMs].map((time) =>
            time === undefined ? none : number(duration(time), time),
          )
        : []),
    ]);
  const titles = [
    'Generated tokens',
    'Prompt tokens',
    'Steps',
    ...(retrieves ? ['Retrieval calls'] : []),
    ...(priced ? ['Cost'] : []),
    ...(timed ? ['Time (median)', 'Time (all results)'] : []),
  ];
  return {
    id: 'effort',
    heading: 'Effort per question',
    notes: [
      'Means over questions, with 95 % bootstrap intervals over questions. Generated tokens are those of all samples; prompt tokens count a prompt each time it is sent.',
      ...(priced ? ['Cost: in the currency of the price table; – where a result has no price.'] : []),
      ...(timed ? ['Time: on the clock, of questions that ran beside others.'] : []),
    ],
    tables: [
      {
        table: {
          columns: [
            { title: 'Benchmark', numeric: false },
            { title: 'Method', numeric: false },
            ...titles.map((title) => ({ title, numeric: true })),
          ],
          rows,
        },
      },
    ],
  };
}
