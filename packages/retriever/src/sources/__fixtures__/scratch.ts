import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { BadRow, PassageSource, ReadPassage, SourcePassage } from '../../passage-source.ts';
import { fileSource, type FileSourceOptions } from '../file-source.ts';

/** A folder of its own for one test, with these files in it. */
export async function scratch(files: Record<string, string | Uint8Array>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'agentd-sources-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

/** All that a source gives. */
export interface Everything {
  passages: SourcePassage[];
  bad: BadRow[];
  reads: ReadPassage[];
}

/** Reads a source to its end. */
export async function readAll(source: PassageSource): Promise<Everything> {
  const bad: BadRow[] = [];
  const reads: ReadPassage[] = [];
  for await (const read of source.read({ onBadRow: (row) => bad.push(row) })) reads.push(read);
  return { passages: reads.map(({ passage }) => passage), bad, reads };
}

/** Writes one file and reads it to its end. */
export async function readFileNamed(
  name: string,
  content: string | Uint8Array,
  options?: FileSourceOptions,
): Promise<Everything> {
  return readAll(await fileSource(join(await scratch({ [name]: content }), name), options));
}
