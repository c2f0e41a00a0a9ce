import { basename } from 'node:path';
import type { BadRow, IngestProgress, IngestSummary, SkippedFiles } from '@agentd/sag/retriever';
import { oneLine, type Style } from './text.ts';
import { duration, number, plural } from './words.ts';

const examples = 5;

/** `docs.jsonl: 12,345 passages, 3,210/s, 1 min 20 s left, 3 rows left out`. */
export function progressText(source: string, progress: IngestProgress): string {
  const { phase, step, stored, bytes, bytesRead, passagesPerSecond, secondsLeft, badRows } = progress;
  const name = basename(source);
  if (phase === 'indexing') return `building the search indexes${step === undefined ? '' : `: ${step}`}`;
  const share = bytes === 0 ? '' : `, ${Math.floor((100 * bytesRead) / bytes)} %`;
  if (phase === 'checking') return `${name}: checking what is in the index already${share}`;
  const left = secondsLeft === undefined ? '' : `, ${duration(secondsLeft)} left`;
  const bad = badRows === 0 ? '' : `, ${plural(badRows, 'row')} left out`;
  return `${name}: ${plural(stored, 'passage')}${share}, ${number(Math.round(passagesPerSecond))}/s${left}${bad}`;
}

/** What became of one source. */
export function summaryLines(summary: IngestSummary, dryRun: boolean, style: Style): string[] {
  const { source, read, stored, added, resumedFrom, badRows, cut, finished, seconds } = summary;
  const rate = seconds === 0 ? '' : ` (${number(Math.round(read / seconds))} read a second)`;
  const what = dryRun
    ? `${plural(added, 'passage')} would be added; nothing was stored`
    : `${plural(added, 'passage')} added in ${duration(seconds)}${added === 0 ? '' : rate}`;
  const earlier = resumedFrom === 0 ? '' : `; ${number(resumedFrom)} were there, which makes ${number(stored)}`;
  return [
    `${style('bold', oneLine(source, 200))}: ${what}${earlier}.`,
    ...(finished ? [] : [`  Stopped at --limit; without it the same command goes on from there.`]),
    ...badRowLines(badRows, style),
    ...(cut === 0
      ? []
      : [`  ${plural(cut, 'passage')} longer than the embedding model takes: only the beginning is in the vector.`]),
  ];
}

function badRowLines({ total, byReason, first }: IngestSummary['badRows'], style: Style): string[] {
  if (total === 0) return [];
  const reasons = Object.entries(byReason).toSorted(([, a], [, b]) => b - a);
  return [
    style('yellow', `  ${plural(total, 'row')} left out:`),
    ...reasons.map(([reason, count]) => `    ${number(count)} × ${oneLine(reason, 160)}`),
    ...(first.length === 0 ? [] : ['  for example:', ...first.slice(0, examples).map((row) => `    ${badRow(row)}`)]),
  ];
}

function badRow({ file, row, field, reason }: BadRow): string {
  return oneLine(`${file}, row ${row}${field === undefined ? '' : `, ${field}`}: ${reason}`, 240);
}

/** What of a folder is no document. */
export function skippedLine(skipped: Readonly<SkippedFiles>): string[] {
  const names: Record<keyof SkippedFiles, string> = {
    hidden: 'hidden',
    links: 'symbolic links',
    binary: 'binary',
    otherFormat: 'of another format',
    empty: 'empty',
    unreadable: 'unreadable',
  };
  const counts = Object.entries(skipped).filter(([, count]) => count > 0);
  const words = new Map(Object.entries(names));
  if (counts.length === 0) return [];
  return [
    `  Not read in the folder: ${counts.map(([name, count]) => `${number(count)} ${words.get(name) ?? name}`).join(', ')}.`,
  ];
}
