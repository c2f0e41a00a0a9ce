import { alignColumns } from './columns.ts';
import { oneLine, type Style } from './text.ts';
import { number, plural } from './words.ts';

interface Interval {
  value: number;
  low: number;
  high: number;
}

/** What of a report the table at the end shows. */
export interface ShownReport {
  benchmarks: readonly { name: string; title: string; items: number }[];
  methods: readonly { label: string }[];
  cells: readonly {
    benchmark: string;
    method: string;
    errors: number;
    missing: number;
    accuracy: Interval | null;
    generatedTokens: Interval;
    retrievalCalls: Interval;
  }[];
  results: readonly { status: 'done' | 'error'; error?: string }[];
}

/** How many different faults are shown; the journal has all. */
const MOST = 3;

/** Accuracy with its interval of every method on every benchmark, and what a question cost. */
export function reportLines({ benchmarks, methods, cells, results }: ShownReport, style: Style): string[] {
  const cellOf = (method: string, benchmark: string) =>
    cells.find((cell) => cell.method === method && cell.benchmark === benchmark);
  const rows = methods.map(({ label }) => {
    const own = cells.filter(({ method }) => method === label);
    const mean = (value: (cell: (typeof own)[number]) => number): number =>
      own.reduce((sum, cell) => sum + value(cell), 0) / Math.max(1, own.length);
    return [
      label,
      ...benchmarks.map(({ name }) => percent(cellOf(label, name)?.accuracy)),
      number(Math.round(mean(({ generatedTokens }) => generatedTokens.value))),
      mean(({ retrievalCalls }) => retrievalCalls.value).toFixed(1),
    ];
  });
  const [heading = '', ...lines] = alignColumns([
    ['', ...benchmarks.map(({ title, items }) => `${title} (${items})`), 'tokens', 'searches'],
    ...rows,
  ]);
  const sum = (value: (cell: (typeof cells)[number]) => number): number =>
    cells.reduce((total, cell) => total + value(cell), 0);
  const [errors, missing] = [sum((cell) => cell.errors), sum((cell) => cell.missing)];
  return [
    style('bold', heading),
    ...lines,
    '',
    'Accuracy in percent, in brackets its 95 % confidence interval; tokens written and searches a question.',
    ...(errors === 0
      ? []
      : [
          style(
            'yellow',
            `${plural(errors, 'question')} ended in an error and ${errors === 1 ? 'is' : 'are'} not counted; the same command tries again.`,
          ),
        ]),
    ...faults(results),
    ...(missing === 0
      ? []
      : [
          style(
            'yellow',
            `${plural(missing, 'result')} ${missing === 1 ? 'is' : 'are'} still to come; the same command goes on.`,
          ),
        ]),
  ];
}

/** The commonest faults of what has no result. */
function faults(results: ShownReport['results']): string[] {
  const counts = new Map<string, number>();
  for (const { status, error = 'it is not known why' } of results) {
    if (status === 'error') counts.set(error, (counts.get(error) ?? 0) + 1);
  }
  const byCount = [...counts].sort(([, a], [, b]) => b - a).slice(0, MOST);
  return byCount.map(([error, count]) => `  ${number(count)} × ${oneLine(error, 200)}`);
}

/** `61.5 [54.5, 68.0]`. */
function percent(interval: Interval | null | undefined): string {
  if (interval === null || interval === undefined) return '–';
  const text = (value: number): string => (100 * value).toFixed(1);
  return `${text(interval.value)} [${text(interval.low)}, ${text(interval.high)}]`;
}
