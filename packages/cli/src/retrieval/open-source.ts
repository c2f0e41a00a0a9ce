import { stat } from 'node:fs/promises';
import {
  fileFormats,
  fileSource,
  folderSource,
  precomputedEmbeddings,
  type FileFormat,
  type PassageSource,
  type SkippedFiles,
} from '@agentd/sag/retriever';
import type { BuildFlags } from '../commands/index/build.ts';
import { UsageError } from '../usage-error.ts';

/** A path whose passages go into an index. */
export interface OpenedSource {
  source: PassageSource;
  /** What of a folder is not read. */
  skipped?: Readonly<SkippedFiles>;
}

/** The passages of a path as the options say. */
export async function openSource(path: string, flags: BuildFlags, signal: AbortSignal): Promise<OpenedSource> {
  const { words: wordsPerPassage, name, vectors } = flags;
  const settings = { wordsPerPassage, name, signal };
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder) {
    refuseForFolder(path, flags);
    const source = await folderSource(path, settings);
    return { source, skipped: source.skipped };
  }
  const { idField: id, titleField: title, textField: text, vectorField: vector } = flags;
  const format = formatOf(flags.format);
  const source = await fileSource(path, { ...settings, format, fields: { id, title, text, vector } });
  return { source: vectors === undefined ? source : await precomputedEmbeddings(source, { path: vectors }) };
}

function formatOf(name: string | undefined): FileFormat | undefined {
  const found = fileFormats.find((format) => format === name);
  if (found !== undefined || name === undefined) return found;
  throw new UsageError(`--format is ${name}; it must be one of ${fileFormats.join(', ')}.`);
}

function refuseForFolder(path: string, flags: BuildFlags): void {
  const given = Object.entries({
    '--format': flags.format,
    '--id-field': flags.idField,
    '--title-field': flags.titleField,
    '--text-field': flags.textField,
    '--vector-field': flags.vectorField,
    '--vectors': flags.vectors,
  }).find(([, value]) => value !== undefined);
  if (given === undefined) return;
  throw new UsageError(`${given[0]} is for a file, and ${path} is a folder: its documents are read by their names.`);
}
