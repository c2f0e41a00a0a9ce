import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { CallOptions } from '@agentd/agent-core';
import { EvaluatorError } from '../errors.ts';
import { encodeLine, journalLines, type JournalDamage } from './journal-lines.ts';
import { lockJournal } from './journal-lock.ts';
import type { EvaluationRecord } from './record.ts';

/**
 * A journal that this process alone may write.
 *
 * A result is one write at the end of the file: once `append` has returned, it survives the death of the process. The
 * disk is waited for (fsync) only by `close`, so a power cut may take the last results, which the next run does again.
 */
export class Journal {
  readonly damage: JournalDamage = { unreadable: [], halfLine: undefined };
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #unlock: () => Promise<void>;
  /** Bytes that hold whole lines. */
  #end = 0;
  #needsLineFeed = false;
  /** One write at a time; never rejects. */
  #queue: Promise<unknown> = Promise.resolve();

  private constructor(path: string, file: FileHandle, unlock: () => Promise<void>) {
    this.#path = path;
    this.#file = file;
    this.#unlock = unlock;
  }

  /**
   * Opens a journal, makes it and its folder where they are not there, and cuts off a half-written last line.
   * @param onRecord told of every result in it, in the order in which they were written
   * @throws EvaluatorError `evaluator/journal-unusable`, `evaluator/journal-locked`, or as `journalLines` does
   */
  static async open(
    path: string,
    onRecord: (record: EvaluationRecord) => void,
    { signal }: CallOptions = {},
  ): Promise<Journal> {
    const file = await openFile(path);
    let unlock: (() => Promise<void>) | undefined;
    try {
      unlock = await lockJournal(path, signal);
      const journal = new Journal(path, file, unlock);
      for await (const { record, terminated } of journalLines(file, path, journal.damage, { signal })) {
        onRecord(record);
        journal.#needsLineFeed = !terminated;
      }
      const { halfLine } = journal.damage;
      journal.#end = (await file.stat()).size - (halfLine?.bytes ?? 0);
      if (halfLine !== undefined) await file.truncate(journal.#end);
      return journal;
    } catch (error) {
      await file.close();
      await unlock?.();
      throw error;
    }
  }

  /** @throws EvaluatorError `evaluator/journal-write`; nothing of the result is in the file then */
  async append(record: EvaluationRecord): Promise<void> {
    const written = this.#queue.then(() => this.#write(encodeLine(record)));
    this.#queue = written.catch(() => undefined);
    return written;
  }

  async close(): Promise<void> {
    await this.#queue;
    try {
      await this.#file.sync();
    } catch (cause) {
      throw this.#fault('could not be written to disk', cause);
    } finally {
      await this.#file.close();
      await this.#unlock();
    }
  }

  async #write(line: Buffer): Promise<void> {
    const data = this.#needsLineFeed ? Buffer.concat([Buffer.from('\n'), line]) : line;
    try {
      const { bytesWritten } = await this.#file.write(data);
      if (bytesWritten < data.length) {
        throw new Error(`only ${bytesWritten} of ${data.length} bytes were taken; is the disk full?`);
      }
    } catch (cause) {
      await this.#file.truncate(this.#end).catch(() => undefined);
      throw this.#fault('could not be written', cause);
    }
    this.#end += data.length;
    this.#needsLineFeed = false;
  }

  #fault(what: string, cause: unknown): EvaluatorError {
    const why = cause instanceof Error ? cause.message : String(cause);
    return new EvaluatorError(
      `The journal ${this.#path} ${what} (${why}). The results in it are safe; run again once that is put right.`,
      { code: 'evaluator/journal-write', cause },
    );
  }
}

async function openFile(path: string): Promise<FileHandle> {
  let file: FileHandle;
  try {
    await mkdir(dirname(path), { recursive: true });
    file = await open(path, 'a+');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw unusable(path, why, cause);
  }
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw unusable(path, 'it is no regular file');
}

function unusable(path: string, why: string, cause?: unknown): EvaluatorError {
  return new EvaluatorError(`The journal ${path} cannot be used (${why}). Name a file that can be read and written.`, {
    code: 'evaluator/journal-unusable',
    cause,
  });
}
