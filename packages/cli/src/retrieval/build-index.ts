import type { Embedder, IngestSummary, PassageIndex } from '@agentd/sag/retriever';
import type { BuildFlags } from '../commands/index/build.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { ProgressLine } from '../progress-line.ts';
import { progressText, skippedLine, summaryLines } from '../render/ingest-text.ts';
import { number } from '../render/words.ts';
import { Screen } from '../screen.ts';
import { UsageError } from '../usage-error.ts';
import { openEmbedder } from './open-embedder.ts';
import { openSource, type OpenedSource } from './open-source.ts';
import { openTarget } from './open-target.ts';

/** Puts the passages of the paths into an index, shows how far it is and what was left out. */
export async function buildIndex(paths: readonly string[], flags: BuildFlags, signal: AbortSignal): Promise<ExitCode> {
  checkFlags(paths, flags);
  const line = new ProgressLine();
  line.show('looking at what is to be read');
  // All of them first: a path that is wrong must not cost the work on those before it.
  const sources: OpenedSource[] = [];
  for (const path of paths) sources.push(await openSource(path, flags, signal));
  const embedder = await embedderOf(flags, signal);
  try {
    const { index, close } = await openTarget(flags, embedder);
    try {
      return await ingestAll(index, sources, { flags, signal, line });
    } finally {
      await close();
    }
  } finally {
    await embedder?.close?.();
  }
}

interface Work {
  flags: BuildFlags;
  signal: AbortSignal;
  line: ProgressLine;
}

async function ingestAll(index: PassageIndex, sources: readonly OpenedSource[], work: Work): Promise<ExitCode> {
  const { flags, signal, line } = work;
  const summaries: IngestSummary[] = [];
  const screen = new Screen(process.stdout);
  const { style } = screen.renderOptions;
  try {
    for (const [at, { source, skipped }] of sources.entries()) {
      const summary = await ingestOne(index, source, { ...work, isLast: at === sources.length - 1 });
      summaries.push(summary);
      line.end();
      if (flags.json) continue;
      const left = skipped === undefined ? [] : skippedLine(skipped);
      screen.show({ lines: [...summaryLines(summary, flags.dryRun, style), ...left] });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    line.note(...(await interruptedLines(index, sources, flags)));
  }
  const { path, passages, sizeBytes } = await index.info();
  if (flags.json) {
    const where = flags.dryRun ? {} : { index: path, passages, sizeBytes };
    const report = { ...where, dryRun: flags.dryRun, interrupted: signal.aborted, sources: summaries };
    process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  } else if (!flags.dryRun && !signal.aborted) {
    screen.show({
      lines: [`The index ${path} holds ${number(passages)} passages. Search it: agentd search ${path} "…"`],
    });
  }
  if (signal.aborted) return exitCodes.interrupted;
  return summaries.every(({ read }) => read > 0) ? exitCodes.ok : exitCodes.failed;
}

async function ingestOne(
  index: PassageIndex,
  source: OpenedSource['source'],
  { flags, signal, line, isLast }: Work & { isLast: boolean },
): Promise<IngestSummary> {
  const { limit, dryRun, batchSize, vectorIndex, replace } = flags;
  if (replace) await index.removeSource(source.name, { signal });
  return index.ingest(source, {
    signal,
    limit,
    dryRun,
    batchSize,
    vectorIndex: vectorIndex === 'ivf-rq' ? { type: vectorIndex } : vectorIndex,
    // One building of the search indexes is enough for all sources.
    buildIndexes: isLast,
    onProgress: (progress) => line.show(progressText(source.name, progress)),
  });
}

async function interruptedLines(
  index: PassageIndex,
  sources: readonly OpenedSource[],
  { dryRun }: BuildFlags,
): Promise<string[]> {
  if (dryRun) return ['Stopped; a dry run stores nothing.'];
  const known = (await index.info()).sources;
  const lines = sources.flatMap(({ source: { name } }) => {
    const found = known.find((stored) => stored.name === name);
    return found === undefined
      ? []
      : [`  ${number(found.passages)} passages of ${name}${found.finished ? ', all of it' : ''}`];
  });
  const kept = lines.length === 0 ? ['Stopped before anything was stored.'] : ['Stopped. The index holds:', ...lines];
  return [...kept, 'The same command goes on from there.'];
}

/** A dry run looks at the rows alone, so it needs no model. */
async function embedderOf(flags: BuildFlags, signal: AbortSignal): Promise<Embedder | undefined> {
  if (flags.dryRun) return undefined;
  const embedder = await openEmbedder(flags, signal);
  const { vectors, vectorField } = flags;
  if (embedder !== undefined || (vectors ?? vectorField) === undefined) return embedder;
  const flag = vectors === undefined ? '--vector-field' : '--vectors';
  throw new UsageError(
    `${flag} needs the embedding model that the vectors are of, which also turns queries into vectors: add --embed-local or --embed-url.`,
  );
}

function checkFlags(paths: readonly string[], flags: BuildFlags): void {
  const { out, dryRun, replace, vectors, vectorField, name } = flags;
  if (out === undefined && !dryRun) {
    throw new UsageError('Where should the index be? Add --out INDEX, or --dry-run to store nothing.');
  }
  if (replace && dryRun)
    throw new UsageError('--replace and --dry-run cannot both be given: a dry run removes nothing.');
  if (vectors !== undefined && vectorField !== undefined) {
    throw new UsageError('--vectors and --vector-field cannot both be given: a passage has one vector.');
  }
  if (paths.length === 1) return;
  const given = Object.entries({ '--vectors': vectors, '--name': name }).find(([, value]) => value !== undefined);
  if (given !== undefined) throw new UsageError(`${given[0]} is for one path, and ${paths.length} are given.`);
}
