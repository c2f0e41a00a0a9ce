import type { SamplingProgress } from '@agentd/ftp-sampler';
import { alignColumns } from './columns.ts';
import type { Style } from './text.ts';
import { duration, number, plural } from './words.ts';

/** `120 of 2,000 questions, 30 done before, 240 runs, 61.2 % right, 9,210 tokens read, 402 written, about 1 h left`. */
export function samplingText(progress: SamplingProgress): string {
  const { done, skipped, failed, total, trajectories, yield: right, usage, remainingMs } = progress;
  const { promptTokens, completionTokens, cost } = usage;
  return [
    `${number(done + skipped)} of ${total === undefined ? 'the' : number(total)} questions`,
    ...(skipped === 0 ? [] : [`${number(skipped)} done before`]),
    ...(failed === 0 ? [] : [`${number(failed)} ended in errors`]),
    plural(trajectories, 'run'),
    ...(right === undefined ? [] : [`${percent(right)} right`]),
    `${number(promptTokens)} tokens read, ${number(completionTokens)} written`,
    ...(cost === undefined ? [] : [`cost ${cost.toPrecision(3)}`]),
    ...(remainingMs === undefined || remainingMs === 0 ? [] : [`about ${duration(remainingMs / 1000)} left`]),
  ].join(', ');
}

/** What came of a sampling, and what to do next. */
export function samplingSummary(progress: SamplingProgress, out: string, style: Style): string[] {
  const { done, skipped, failed, total, trajectories, right, solved, yield: share, usage, elapsedMs } = progress;
  const { promptTokens, completionTokens, cost } = usage;
  const rest = Math.max(0, (total ?? 0) - done - skipped - failed);
  const table = alignColumns([
    ['questions done', number(done)],
    ...(share === undefined ? [] : [['  with a right run', countOf(solved, done)]]),
    ...(skipped === 0 ? [] : [['  done before', number(skipped)]]),
    ...(failed === 0 ? [] : [['  ended in errors', number(failed)]]),
    ...(rest === 0 ? [] : [['  still to do', number(rest)]]),
    ['runs', number(trajectories)],
    ...(share === undefined ? [] : [['  right', countOf(right, trajectories)]]),
    ['tokens read', number(promptTokens)],
    ['tokens written', number(completionTokens)],
    ...(cost === undefined ? [] : [['cost', cost.toPrecision(3)]]),
    ['time', duration(elapsedMs / 1000)],
  ]);
  const errors = Object.entries(progress.errors).map(([code, times]) => `  ${number(times)} × ${code}`);
  return [
    ...table,
    ...(errors.length === 0 ? [] : [style('yellow', 'Errors; the same command tries again:'), ...errors]),
    `Kept in ${out}.`,
  ];
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const countOf = (part: number, whole: number): string =>
  whole === 0 ? number(part) : `${number(part)} (${percent(part / whole)})`;
