import { mkdir } from 'node:fs/promises';
import { mergeJournals } from '@agentd/evaluator';
import { jsonlTrajectoryStore } from '@agentd/sag/node';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { reportLines } from '../render/evaluation-summary.ts';
import { plural } from '../render/words.ts';
import { Screen } from '../screen.ts';
import { filesIn, noteRun, readManifest } from './output-folder.ts';
import { missingShards } from './shards.ts';
import { UsageError } from '../usage-error.ts';
import { isFile, resultsAt, writeRunReport } from './write-run-report.ts';

/** Makes one folder of results of several. The first of two results of the same question stays. */
export async function mergeRuns(out: string, sources: readonly string[], signal: AbortSignal): Promise<ExitCode> {
  const screen = new Screen(process.stdout);
  const note = (line: string): void => {
    process.stderr.write(`agentd: ${line}\n`);
  };
  const journals = await Promise.all(sources.map(resultsAt));
  const manifests = await Promise.all(
    journals.map(({ isFolder, folder }) => (isFolder ? readManifest(folder) : undefined)),
  );
  if (await readManifest(out)) throw new UsageError(`${out} holds results already; name a new folder.`);
  await mkdir(out, { recursive: true });
  const { records, conflicts, damage } = await mergeJournals(
    journals.map(({ journal }) => journal),
    filesIn(out).journal,
    { signal },
  );
  const known = manifests.filter((manifest) => manifest !== undefined);
  // What a part was to do says nothing about the whole.
  for (const { schemaVersion, settings, runs } of known) await noteRun(out, { schemaVersion, settings, runs });
  await mergeTrajectories(
    out,
    journals.filter(({ isFolder }) => isFolder).map(({ folder }) => folder),
    signal,
  );
  const written = await writeRunReport(out, signal);
  if (written !== undefined) {
    const lines = reportLines(written.report, screen.renderOptions.style);
    screen.show({ lines: [...lines, '', `Report: ${written.paths[0] ?? out}`] });
  }
  note(`${plural(records.length, 'result')} of ${plural(journals.length, 'journal')} are in ${out}.`);
  const missing = missingShards(known);
  if (missing.length > 0) note(`Shards that are not there: ${missing.join(', ')}.`);
  if (conflicts.length > 0)
    note(
      `${plural(conflicts.length, 'question')} had two different results; those of the folder named first were kept.`,
    );
  for (const {
    path,
    damage: { unreadable },
  } of damage) {
    if (unreadable.length > 0)
      note(
        `${path}: ${plural(unreadable.length, 'line')} could not be read, such as line ${unreadable[0]?.line ?? 0}.`,
      );
  }
  return exitCodes.ok;
}

async function mergeTrajectories(out: string, folders: readonly string[], signal: AbortSignal): Promise<void> {
  const paths = folders.map((folder) => filesIn(folder).trajectories);
  const there: string[] = [];
  for (const path of paths) if (await isFile(path)) there.push(path);
  if (there.length === 0) return;
  const whole = await jsonlTrajectoryStore(filesIn(out).trajectories);
  try {
    for (const path of there) {
      const part = await jsonlTrajectoryStore(path);
      try {
        for await (const trajectory of part.all({ signal })) await whole.put(trajectory, { signal });
      } finally {
        await part.close();
      }
    }
  } finally {
    await whole.close();
  }
}
