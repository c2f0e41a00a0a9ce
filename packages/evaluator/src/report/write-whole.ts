import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { EvaluatorError } from '../errors.ts';

/**
 * Writes a file as a whole or not at all: whoever reads it meanwhile sees the old one.
 * @throws EvaluatorError `evaluator/report` that names the file
 */
export async function writeWhole(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(draft, text);
    await rename(draft, path);
  } catch (cause) {
    await rm(draft, { force: true });
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new EvaluatorError(`${path} cannot be written (${reason}).`, { code: 'evaluator/report', cause });
  }
}
