import type { CallOptions } from '@agentd/agent-core';
import { FileStore } from './file-store.ts';
import { openForAppending } from './jsonl-file.ts';
import type { RecordKind, RecordStore, StoredRecord } from './record-store.ts';

/** What stood after the last whole line of a file: a line that a crash left half-written. */
export interface HalfLine {
  /** 1-based. */
  line: number;
  bytes: number;
}

/** A {@link RecordStore} over one JSONL file. */
export interface JsonlStore<T extends StoredRecord> extends RecordStore<T>, AsyncDisposable {
  readonly path: string;
  /** How many ids are in it. */
  readonly size: number;
  /** Present where the file ended in a half-written line. It is not read, and is cut off at the next `put`. */
  readonly halfLine: HalfLine | undefined;
}

/**
 * Keeps records in a file, one JSON document a line.
 *
 * Each record is appended by a single write, and `close` waits until the disk has everything: the death of the process
 * loses nothing that was put, and a loss of power at most what came since the operating system last wrote to disk.
 * Several processes may append to one file; two that put the same id within the same instant may both write it, and
 * readers then take the first.
 *
 * From a thousand lines on, `PATH.index` beside the file says where each record stands. It may be deleted at any time:
 * where it is missing, damaged or another file's, the next opening reads the whole file and writes it again.
 *
 * @param path created where it does not exist; its folder must
 * @throws StoreError code `store/cannot-open` when the path is no file that can be read and written
 * @throws InvalidInputError for a line that is no such record, naming `path:line`
 */
export async function jsonlStore<T extends StoredRecord>(
  path: string,
  kind: RecordKind<T>,
  options: CallOptions = {},
): Promise<JsonlStore<T>> {
  options.signal?.throwIfAborted();
  const file = await openForAppending(path, kind.name);
  try {
    const store = new FileStore(path, file, kind);
    await store.load(options);
    return store;
  } catch (error) {
    await file.close();
    throw error;
  }
}
