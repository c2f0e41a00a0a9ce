import { alignColumns } from './columns.ts';
import { causeName, dropCauses } from './outcome.ts';
import type { RunSummary } from './summary.ts';
import type { Style } from './text.ts';
import { number } from './words.ts';

/** One way of decoding and how it did. */
export interface DemoColumn {
  name: string;
  correct: number;
  problems: number;
  summary: RunSummary;
}

type Row = [label: string, value: (column: DemoColumn) => string];

/** The table at the end of the demonstration. */
export function demoTable(columns: readonly DemoColumn[], style: Style): string[] {
  const rows = rowsFor(columns).map(([label, value]) => [label, ...columns.map(value)]);
  const all = [['', ...columns.map(({ name }) => name)], ...rows];
  return alignColumns(all).map((line, index) => (index < 2 ? style('bold', line) : line));
}

function rowsFor(columns: readonly DemoColumn[]): Row[] {
  const dropped = ({ summary }: DemoColumn) =>
    Object.values(summary.dropped).reduce((total, count) => total + count, 0);
  const causes = dropCauses.filter((cause) => columns.some(({ summary }) => summary.dropped[cause] !== undefined));
  return [
    ['correct', ({ correct, problems }) => `${correct} of ${problems}`],
    ['steps', ({ summary }) => number(summary.steps)],
    ['candidates', ({ summary }) => number(summary.candidates)],
    ['  dropped', (column) => number(dropped(column))],
    ...causes.map((cause): Row => [`    ${causeName(cause)}`, ({ summary }) => number(summary.dropped[cause] ?? 0)]),
    ['  not needed', ({ summary }) => number(summary.cancelled)],
    ['tokens read', ({ summary }) => number(summary.usage.promptTokens)],
    ['tokens written', ({ summary }) => number(summary.usage.completionTokens)],
    ['seconds', ({ summary }) => summary.seconds.toFixed(1)],
  ];
}
