import type { Executor } from '@agentd/agent-core';
import { resolveOptions, type PyodideOptions } from './pyodide/options.ts';
import { PyodideExecutor } from './pyodide/pyodide-executor.ts';

export type { PyodideOptions } from './pyodide/options.ts';

/**
 * Python 3.14 with SymPy and mpmath, as WebAssembly in a locked child process per session.
 *
 * The first session on a machine prepares a start-up snapshot in the cache folder, which takes seconds; later ones start
 * from it. Nothing is downloaded but the packages that are asked for.
 * @throws InvalidInputError code `executor/bad-options`
 */
export function pyodideExecutor(options: PyodideOptions = {}): Executor {
  return new PyodideExecutor(resolveOptions(options));
}
