import { readFile } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { EvaluatorError } from '../../errors.ts';

/** The program and the styles of the page, which lie beside the sources and the build. */
export async function readPageFiles(): Promise<{ script: string; style: string }> {
  const manifest = findPackageJSON('..', import.meta.url);
  try {
    const folder = join(dirname(manifest ?? ''), 'page');
    const read = async (names: readonly string[]): Promise<string> =>
      (await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))).join('\n');
    return { script: await read(['tables.js', 'runs.js', 'items.js']), style: await read(['report.css', 'items.css']) };
  } catch (cause) {
    throw new EvaluatorError('The files of the report page are missing; install @agentd/evaluator again.', {
      code: 'evaluator/report',
      cause,
    });
  }
}
