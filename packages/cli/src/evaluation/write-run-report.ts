import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { buildReport, readJournal, writeReport, type ReportData } from '@agentd/evaluator';
import type { TrajectoryStore } from '@agentd/sag';
import { jsonlTrajectoryStore, type JsonlTrajectoryStore } from '@agentd/sag/node';
import { filesIn, readManifest } from './output-folder.ts';

/** A report and where it is. */
export interface WrittenReport {
  report: ReportData;
  paths: readonly string[];
}

/** Results of a run: its folder, or its journal alone. */
export interface Results {
  journal: string;
  /** Where its trajectories are. */
  folder: string;
  /** Whether the folder was named, which then has a manifest too. */
  isFolder: boolean;
}

export async function resultsAt(path: string): Promise<Results> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return isFolder
    ? { journal: filesIn(path).journal, folder: path, isFolder }
    : { journal: path, folder: dirname(path), isFolder };
}

/** Writes `report.html`, `.md`, `.csv` and `.json` into a folder of results. */
export async function writeRunReport(folder: string, signal?: AbortSignal): Promise<WrittenReport | undefined> {
  const { records } = await readJournal(filesIn(folder).journal, { signal });
  if (records.length === 0) return undefined;
  const { planned } = (await readManifest(folder)) ?? {};
  const report = buildReport(records, { title: basename(resolve(folder)), ...(planned && { planned }) });
  const paths = await withTrajectories([folder], (found) =>
    writeReport(report, folder, { records, ...found, ...(signal && { signal }) }),
  );
  return { report, paths };
}

/** Where runs can be looked up. */
export type Runs = Pick<TrajectoryStore, 'get'>;

/** With the runs in the folders, where there are any. */
export async function withTrajectories<T>(
  folders: readonly string[],
  work: (found: { trajectories?: Runs }) => Promise<T>,
): Promise<T> {
  const stores: JsonlTrajectoryStore[] = [];
  try {
    for (const folder of new Set(folders.map((one) => resolve(one)))) {
      const path = filesIn(folder).trajectories;
      // Opening a store would make the file.
      if (await isFile(path)) stores.push(await jsonlTrajectoryStore(path));
    }
    return await work(stores.length === 0 ? {} : { trajectories: firstOf(stores) });
  } finally {
    await Promise.all(stores.map((store) => store.close()));
  }
}

function firstOf(stores: readonly TrajectoryStore[]): Runs {
  return {
    async get(id) {
      for (const store of stores) {
        const found = await store.get(id);
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
}

export const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
