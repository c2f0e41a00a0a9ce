import { writeFile } from 'node:fs/promises';
import { filterTrajectories } from '@agentd/distill-data';
import type { Trajectory } from '@agentd/sag';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { ProgressLine } from '../progress-line.ts';
import { filterLines } from '../render/filter-report.ts';
import { number } from '../render/words.ts';
import { Screen } from '../screen.ts';
import { ToClose } from '../to-close.ts';
import type { FilterFlags } from './filter-flags.ts';
import { reportPath } from './filter-report-file.ts';
import { openFilters } from './open-filters.ts';
import { noteBadLines, noteBadRows } from './notes.ts';
import { readPaperLog, readTrajectories, rightRunsIn, trajectoryFile } from './trajectory-source.ts';
import { writeLines } from './write-lines.ts';

/** Writes the runs that pass every filter, and says how many each removed. */
export async function runFilter(input: string, flags: FilterFlags, signal: AbortSignal): Promise<ExitCode> {
  const { out, paperLog, json } = flags;
  const toClose = new ToClose();
  const line = new ProgressLine();
  const file = await trajectoryFile(input);
  const bad: string[] = [];
  const right = paperLog ? new Set<string>() : await rightRunsIn(input, signal);
  const source = paperLog ? fromPaperLog(file, right ?? new Set(), bad, signal) : readTrajectories(file, signal);
  try {
    const filters = await openFilters(flags, toClose, {
      right,
      signal,
      onQuestions: ({ name, badRows }) => noteBadRows(name, badRows),
    });
    const kept = filterTrajectories(source, filters, { signal });
    await writeLines(out, withProgress(kept, line), signal);
    line.end();
    await writeFile(reportPath(out), `${JSON.stringify(kept.report, null, 2)}\n`);
    const screen = new Screen(process.stdout);
    const { style, width } = screen.renderOptions;
    if (json) process.stdout.write(`${JSON.stringify({ out, ...kept.report, badLines: bad })}\n`);
    else screen.show({ lines: [...filterLines(kept.report, width, style), `Kept in ${out}.`] });
    return exitCodes.ok;
  } finally {
    line.end();
    noteBadLines(bad);
    await toClose.close();
  }
}

/** Runs of the authors' agent; those that they judged right are noted before they are filtered. */
async function* fromPaperLog(
  path: string,
  right: Set<string>,
  bad: string[],
  signal: AbortSignal,
): AsyncGenerator<Trajectory, void> {
  for await (const { trajectory, correct } of readPaperLog(path, { signal, onBad: (message) => bad.push(message) })) {
    if (trajectory === undefined) continue;
    if (correct === true) right.add(trajectory.id);
    yield trajectory;
  }
}

async function* withProgress(
  kept: ReturnType<typeof filterTrajectories>,
  line: ProgressLine,
): AsyncGenerator<Trajectory, void> {
  for await (const trajectory of kept) {
    const { read, kept: passed } = kept.report;
    if (passed % 100 === 0) line.show(`${number(read)} runs read, ${number(passed)} kept`);
    yield trajectory;
  }
}
