import { resolve } from 'node:path';
import { openIndex, type SourceInfo } from '@agentd/sag/retriever';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { plural } from '../render/words.ts';
import { UsageError } from '../usage-error.ts';

/** Takes a source's passages out of an index. */
export async function removeSource(
  path: string,
  source: string,
  json: boolean,
  signal: AbortSignal,
): Promise<ExitCode> {
  const index = await openIndex({ path });
  try {
    const name = nameOf(source, path, (await index.info({ signal })).sources);
    const removed = await index.removeSource(name, { signal });
    process.stdout.write(
      json
        ? `${JSON.stringify({ index: path, source: name, removed }, null, 2)}\n`
        : `${plural(removed, 'passage')} of ${name} taken out of ${path}.\n`,
    );
    return exitCodes.ok;
  } finally {
    await index.close();
  }
}

function nameOf(source: string, path: string, sources: readonly SourceInfo[]): string {
  const found = sources.find(({ name }) => name === source) ?? sources.find(({ name }) => name === resolve(source));
  if (found !== undefined) return found.name;
  const known = sources.map(({ name }) => name).join(', ') || 'none';
  throw new UsageError(`The index ${path} has no source ${source}; it has: ${known}.`);
}
