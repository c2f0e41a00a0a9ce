import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../usage-error.ts';
import { differences, mergeSettings } from './run-settings.ts';

const settingsSchema = z.record(z.string(), z.json());

const manifestSchema = z.object({
  schemaVersion: z.literal(1),
  /** What decides about results: models, methods, benchmarks by their names, and what they share. */
  settings: settingsSchema,
  /** What was to be done; absent for a part of a run. */
  planned: z
    .array(z.object({ benchmark: z.string(), method: z.string(), items: z.int(), seeds: z.array(z.int()) }))
    .exactOptional(),
  /** Every start, also those that went on with what was there. */
  runs: z.array(
    z.looseObject({
      startedAt: z.iso.datetime(),
      agentd: z.string(),
      shard: z.object({ index: z.int(), count: z.int() }).exactOptional(),
    }),
  ),
});

/** What `manifest.json` holds. */
export type Manifest = z.output<typeof manifestSchema>;

/** A folder with results of other settings. */
class OtherRunError extends UsageError {
  override name = 'OtherRunError';
}

/** Where things are in a folder of results. */
export const filesIn = (folder: string) => ({
  journal: join(folder, 'journal.jsonl'),
  trajectories: join(folder, 'trajectories.jsonl'),
  manifest: join(folder, 'manifest.json'),
  settings: join(folder, 'run.yaml'),
});

/** What the folder says about its run; undefined where it says nothing. */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  const path = filesIn(folder).manifest;
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    return manifestSchema.parse(JSON.parse(text));
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw new UsageError(`${path} is no manifest of agentd eval: ${why} Name another folder with --out.`);
  }
}

/**
 * Notes a run in its folder, which is made where it is not there.
 * @throws OtherRunError when the folder holds results of other settings
 */
export async function noteRun(folder: string, run: Manifest): Promise<void> {
  const known = await readManifest(folder);
  const differs = known === undefined ? [] : differences(known.settings, run.settings);
  if (known !== undefined && differs.length > 0) {
    throw new OtherRunError(
      `${folder} holds results of other settings. ${differs.join(' ')} Name another folder with --out, give what differs another name, or remove the folder.`,
    );
  }
  const [newest, ...earlier] = [...run.runs, ...(known?.runs ?? [])];
  const planned = mergePlanned(known?.planned, run.planned);
  await mkdir(folder, { recursive: true });
  await writeWhole(filesIn(folder).manifest, {
    schemaVersion: 1,
    settings: known === undefined ? run.settings : mergeSettings(known.settings, run.settings),
    ...(planned !== undefined && { planned }),
    runs: newest === undefined ? [] : [newest, ...earlier],
  });
}

/** What was planned last counts, cell by cell. */
function mergePlanned(before: Manifest['planned'], now: Manifest['planned']): Manifest['planned'] {
  if (before === undefined || now === undefined) return now ?? before;
  const isSame = (a: { benchmark: string; method: string }, b: { benchmark: string; method: string }): boolean =>
    a.benchmark === b.benchmark && a.method === b.method;
  return [...now, ...before.filter((cell) => !now.some((other) => isSame(cell, other)))];
}

/** A reader never sees half of it. */
async function writeWhole(path: string, manifest: Manifest): Promise<void> {
  await writeFile(`${path}.new`, `${JSON.stringify(manifest, null, 2)}\n`);
  await rename(`${path}.new`, path);
}
