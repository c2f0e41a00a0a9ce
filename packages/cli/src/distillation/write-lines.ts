import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { DistillDataError } from '@agentd/distill-data';
import { AgentdError } from '@agentd/sag';

/**
 * Writes values as JSON Lines; the file gets its name once it is whole, and one that is there is replaced.
 * @throws DistillDataError `distill-data/disk-full` or `distill-data/cannot-write`; what the source throws; the
 * signal's reason once aborted
 */
export async function writeLines(path: string, source: AsyncIterable<unknown>, signal: AbortSignal): Promise<void> {
  const partial = `${path}.partial-${process.pid}`;
  async function* lines(): AsyncGenerator<string> {
    for await (const value of source) yield `${JSON.stringify(value)}\n`;
  }
  try {
    await pipeline(lines(), createWriteStream(partial, { flush: true }), { signal });
    await rename(partial, path);
  } catch (cause) {
    await rm(partial, { force: true });
    signal.throwIfAborted();
    if (AgentdError.isInstance(cause)) throw cause;
    const isFull = cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC';
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new DistillDataError(`${path} can't be written: ${why}. Nothing was left behind.`, {
      code: isFull ? 'distill-data/disk-full' : 'distill-data/cannot-write',
      cause,
    });
  }
}
