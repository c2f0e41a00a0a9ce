import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createIndex,
  openIndex,
  RetrieverError,
  textLanguageSchema,
  type Embedder,
  type PassageIndex,
  type TextLanguage,
} from '@agentd/sag/retriever';
import type { BuildFlags } from '../commands/index/build.ts';
import { UsageError } from '../usage-error.ts';

/** An index that is written to, and what ends the work with it. */
export interface Target {
  index: PassageIndex;
  close(): Promise<void>;
}

/** The index at `--out`, made where there is none; a dry run makes none there, and needs none. */
export async function openTarget(flags: BuildFlags, embedder: Embedder | undefined): Promise<Target> {
  const { out, dryRun } = flags;
  const language = languageOf(flags.language);
  if (dryRun || out === undefined) return trialTarget(out);
  const target = await realTarget(out, language, embedder);
  const stored = await target.index.info();
  const fault =
    language !== undefined && stored.language !== language
      ? `was made for --language ${stored.language}, not ${language}; leave --language out`
      : stored.embedder !== null && embedder === undefined
        ? `holds vectors of ${stored.embedder.model}: name that model with --embed-local or --embed-url`
        : undefined;
  if (fault === undefined) return target;
  await target.close();
  throw new UsageError(`The index ${out} ${fault}.`);
}

async function realTarget(
  path: string,
  language: TextLanguage | undefined,
  embedder: Embedder | undefined,
): Promise<Target> {
  const index = await createIndex({ path, language, embedder, ifExists: 'open' });
  return { index, close: () => index.close() };
}

/** Opened where there is one, so that ids which are taken are found; else an empty one for the time being. */
async function trialTarget(out: string | undefined): Promise<Target> {
  try {
    if (out !== undefined) {
      const index = await openIndex({ path: out });
      return { index, close: () => index.close() };
    }
  } catch (error) {
    if (!RetrieverError.isInstance(error, 'retriever/index-missing')) throw error;
  }
  const folder = await mkdtemp(join(tmpdir(), 'agentd-dry-run-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const index = await createIndex({ path: folder });
    return {
      index,
      close: async () => {
        await index.close();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

function languageOf(name: string | undefined): TextLanguage | undefined {
  if (name === undefined) return undefined;
  const found = textLanguageSchema.options.find((language) => language.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return found;
  throw new UsageError(`--language is ${name}; it must be one of ${textLanguageSchema.options.join(', ')}.`);
}
