import { open, type FileHandle } from 'node:fs/promises';
import { InvalidInputError, trajectorySchema, type Trajectory } from '@agentd/agent-core';
import { z } from 'zod';
import { MAX_LINE_BYTES } from './read-lines.ts';
import { StoreError } from './store-error.ts';

/** Append-only: whatever else happens to the file, a write lands at its end. */
export async function openForAppending(path: string): Promise<FileHandle> {
  let file: FileHandle;
  try {
    file = await open(path, 'a+');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StoreError(`The trajectory file ${path} cannot be opened: ${why}`, { code: 'store/cannot-open', cause });
  }
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw new StoreError(`${path} is no regular file; trajectories need one.`, { code: 'store/cannot-open' });
}

/** The trajectory as one line, checked: a file never gets what a reader would refuse. */
export function encodeLine(trajectory: Trajectory): Buffer {
  const checked = trajectorySchema.safeParse(trajectory);
  if (!checked.success) {
    throw new InvalidInputError(`The trajectory cannot be stored: ${z.prettifyError(checked.error)}`, {
      code: 'trajectory/invalid',
      cause: checked.error,
    });
  }
  const line = Buffer.from(`${JSON.stringify(checked.data)}\n`);
  if (line.length <= MAX_LINE_BYTES) return line;
  throw new StoreError(
    `The trajectory ${trajectory.id} takes ${line.length} bytes; a line may hold ${MAX_LINE_BYTES}.`,
    {
      code: 'store/line-too-long',
    },
  );
}
