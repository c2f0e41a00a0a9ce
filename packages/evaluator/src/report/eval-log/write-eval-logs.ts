import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../write-whole.ts';
import type { EvalLog } from './eval-log.ts';

/**
 * Writes each log as a JSON file that Inspect lists (`inspect view --log-dir FOLDER`), named as it names its own:
 * time, task and id.
 * @returns the paths
 * @throws EvaluatorError `evaluator/report` when a file cannot be written
 */
export async function writeEvalLogs(
  logs: Iterable<EvalLog> | AsyncIterable<EvalLog>,
  folder: string,
): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const paths: string[] = [];
  for await (const log of logs) {
    const path = join(folder, `${fileName(log)}.json`);
    await writeWhole(path, `${JSON.stringify(log, null, 1)}\n`);
    paths.push(path);
  }
  return paths;
}

/** `_` parts a name of Inspect's, so no part has one. */
function fileName({ eval: { created, task, solver, task_id } }: EvalLog): string {
  const time = `${created.slice(0, 19).replaceAll(':', '-')}-00-00`;
  const title = `${task}-${solver}`.replace(/[^a-z0-9.-]+/gi, '-').slice(0, 100);
  return `${time}_${title}_${task_id}`;
}
