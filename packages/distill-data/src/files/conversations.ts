import { createReadStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { InvalidInputError, type CallOptions } from '@agentd/agent-core';
import { parseConversation, type TrainingConversation } from '../conversation/training-conversation.ts';
import { OutputFile, writeError } from './output-file.ts';

/**
 * Reads conversations from a JSONL file, one at a time.
 * @throws InvalidInputError `distill-data/cannot-read`, or `distill-data/bad-conversation` naming `path:line`
 */
export async function* readConversations(
  path: string,
  options: CallOptions = {},
): AsyncGenerator<TrainingConversation, void> {
  let line = 0;
  for await (const text of readLines(path, options)) {
    line += 1;
    if (text.trim() !== '') yield parseConversation(text, `${path}:${line}`);
  }
}

/**
 * Writes conversations to a JSONL file, which gets its name once it is whole; one that is there is replaced.
 * @returns how many there were
 * @throws DistillDataError `distill-data/disk-full` or `distill-data/cannot-write`
 */
export async function writeConversations(
  path: string,
  source: AsyncIterable<TrainingConversation> | Iterable<TrainingConversation>,
  options: CallOptions = {},
): Promise<number> {
  const partial = `${path}.partial-${process.pid}`;
  const file = await OutputFile.create(partial);
  try {
    let count = 0;
    for await (const conversation of source) {
      options.signal?.throwIfAborted();
      await file.write(`${JSON.stringify(conversation)}\n`);
      count += 1;
    }
    await file.finish();
    await rename(partial, path).catch((cause: unknown) => {
      throw writeError(path, cause);
    });
    return count;
  } catch (error) {
    await file.abandon();
    await rm(partial, { force: true });
    throw error;
  }
}

/** Lines of a text file. @throws InvalidInputError `distill-data/cannot-read` */
export async function* readLines(path: string, { signal }: CallOptions = {}): AsyncGenerator<string, void> {
  signal?.throwIfAborted();
  const stream = createReadStream(path, signal === undefined ? {} : { signal });
  const failed = new Promise<never>((_, reject) => stream.once('error', reject));
  // Whoever waits for a line learns of it there.
  failed.catch(() => undefined);
  const lines = createInterface({ input: stream, crlfDelay: Infinity })[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await Promise.race([lines.next(), failed]);
      if (next.done === true) return;
      signal?.throwIfAborted();
      yield next.value;
    }
  } catch (cause) {
    signal?.throwIfAborted();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidInputError(`${path} can't be read: ${reason}. Check the path.`, {
      code: 'distill-data/cannot-read',
      cause,
    });
  } finally {
    stream.destroy();
  }
}
