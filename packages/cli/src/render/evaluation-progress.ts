import type { CellProgress, EvaluationProgress } from '@agentd/evaluator';
import type { Style } from './text.ts';
import { alignColumns } from './columns.ts';
import { duration, number } from './words.ts';

/** What is shown of a run's progress. */
type ShownProgress = Pick<EvaluationProgress, 'done' | 'errors' | 'total' | 'usage' | 'timeLeftMs'> & {
  cells: readonly ProgressCell[];
};
type ProgressCell = Omit<CellProgress, 'usage'>;

/** A table of methods and benchmarks with the accuracy so far, and a line about the whole. */
export function progressLines(progress: ShownProgress, width: number, style: Style): string[] {
  const [heading = '', ...rows] = alignColumns(progressTable(progress.cells));
  return [
    style('bold', clip(heading, width)),
    ...rows.map((row) => clip(row, width)),
    style('dim', clip(progressText(progress), width)),
  ];
}

/** `1,234 of 7,200 done, 3 errors, 1,210,332 tokens read, 340,222 written, 1 h 5 min left`. */
export function progressText({ done, errors, total, usage, timeLeftMs }: ShownProgress): string {
  const { promptTokens, completionTokens, cost } = usage;
  return [
    `${number(done)} of ${number(total)} done`,
    ...(errors === 0 ? [] : [`${number(errors)} ended in errors`]),
    `${number(promptTokens)} tokens read, ${number(completionTokens)} written`,
    ...(cost === undefined ? [] : [`cost ${cost.toPrecision(3)}`]),
    ...(timeLeftMs === undefined || timeLeftMs === 0 ? [] : [`about ${duration(timeLeftMs / 1000)} left`]),
  ].join(', ');
}

/** Whichever there are fewer of are the columns. */
function progressTable(cells: readonly ProgressCell[]): string[][] {
  const methods = [...new Set(cells.map(({ method }) => method))];
  const benchmarks = [...new Set(cells.map(({ benchmark }) => benchmark))];
  const cell = (method: string, benchmark: string): string =>
    cellText(cells.find((one) => one.method === method && one.benchmark === benchmark));
  if (benchmarks.length <= methods.length) {
    return [
      ['', ...benchmarks],
      ...methods.map((method) => [method, ...benchmarks.map((benchmark) => cell(method, benchmark))]),
    ];
  }
  return [
    ['', ...methods],
    ...benchmarks.map((benchmark) => [benchmark, ...methods.map((method) => cell(method, benchmark))]),
  ];
}

/** `61.5 %  24/200`, and `2 !` for errors. */
function cellText(cell: ProgressCell | undefined): string {
  if (cell === undefined) return '–';
  const { done, correct, errors, total } = cell;
  const share = done === 0 ? '' : `${((100 * correct) / done).toFixed(1)} %  `;
  return `${share}${done}/${total}${errors === 0 ? '' : ` ${errors} !`}`;
}

/** Spaces at the beginning belong to the columns. */
const clip = (line: string, width: number): string =>
  line.length > width ? `${line.slice(0, Math.max(1, width - 1))}…` : line;
