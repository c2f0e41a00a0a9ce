import { open, type FileHandle } from 'node:fs/promises';
import { MAX_LINE_BYTES } from './read-lines.ts';
import type { RecordKind, StoredRecord } from './record-store.ts';
import { StoreError } from './store-error.ts';

/** Append-only: whatever else happens to the file, a write lands at its end. */
export async function openForAppending(path: string, what: string): Promise<FileHandle> {
  let file: FileHandle;
  try {
    file = await open(path, 'a+');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StoreError(`The ${what} file ${path} cannot be opened: ${why}`, { code: 'store/cannot-open', cause });
  }
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw new StoreError(`${path} is no regular file; a ${what} file must be one.`, { code: 'store/cannot-open' });
}

/** The record as one line, checked: a file never gets what a reader would refuse. */
export function encodeLine<T extends StoredRecord>(record: T, kind: RecordKind<T>): Buffer {
  const line = Buffer.from(`${JSON.stringify(kind.check(record))}\n`);
  if (line.length <= MAX_LINE_BYTES) return line;
  throw new StoreError(`The ${kind.name} ${record.id} takes ${line.length} bytes; a line may hold ${MAX_LINE_BYTES}.`, {
    code: 'store/line-too-long',
  });
}

/**
 * Writes all of the data to the file, which ends at `end`, or nothing.
 * @param fault makes the error
 */
export async function appendWhole(
  file: FileHandle,
  data: Buffer,
  end: number,
  fault: (code: string, what: string, cause?: unknown) => StoreError,
): Promise<void> {
  let written: number;
  try {
    written = (await file.write(data)).bytesWritten;
  } catch (cause) {
    throw fault('store/write-failed', 'could not be written', cause);
  }
  if (written === data.length) return;
  await file.truncate(end);
  throw fault('store/write-failed', `took only ${written} of ${data.length} bytes; the disk may be full`);
}
