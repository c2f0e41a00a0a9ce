import type { ExitCode } from '../exit-codes.ts';
import { runEval, type EvalOptions } from './run-eval.ts';
import { showToPeople } from './show-to-people.ts';
import { showToPrograms } from './show-to-programs.ts';

/** Runs `agentd eval`, and shows it to people or, with `json`, to programs. */
export async function evalCommand(
  file: string,
  { json, ...options }: Omit<EvalOptions, 'show'> & { json: boolean },
): Promise<ExitCode> {
  const show = json ? showToPrograms() : showToPeople(options.signal);
  try {
    return await runEval(file, { ...options, show });
  } finally {
    show.close();
  }
}
