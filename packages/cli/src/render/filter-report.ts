import { alignColumns } from './columns.ts';
import { oneLine, type Style } from './text.ts';
import { number, plural } from './words.ts';

/** What filters removed. */
export interface ShownFilterReport {
  read: number;
  kept: number;
  filters: readonly {
    name: string;
    seen: number;
    removed: number;
    reasons: Readonly<Record<string, number>>;
    samples: readonly { id: string; questionId: string; reason: string }[];
  }[];
}

/** Samples of each filter on the screen; the file of the report has more. */
const MOST = 2;

/** A table of the filters, and below it why, with samples. */
export function filterLines({ read, kept, filters }: ShownFilterReport, width: number, style: Style): string[] {
  const [heading = '', ...rows] = alignColumns([
    ['filter', 'seen', 'removed', 'left'],
    ...filters.map(({ name, seen, removed }) => [name, number(seen), number(removed), number(seen - removed)]),
  ]);
  const why = filters.flatMap(({ name, reasons, samples }) => [
    ...Object.entries(reasons).map(([reason, times]) => `${name}: ${number(times)} × ${oneLine(reason, width - 30)}`),
    ...samples
      .slice(0, MOST)
      .map(({ questionId, reason }) => style('dim', `  such as ${oneLine(`${questionId}: ${reason}`, width - 10)}`)),
  ]);
  return [
    style('bold', heading),
    ...rows,
    ...(why.length === 0 ? [] : ['', ...why]),
    '',
    `${number(kept)} of ${plural(read, 'run')} kept.`,
  ];
}
