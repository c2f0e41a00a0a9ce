import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The files of `python/` that make the executor's half inside the interpreter, in the order in which they are run. They
 * share one namespace, whose builtins are a copy of its own, and keep their own references to all that they need: what
 * the agent's code does to `builtins`, `json`, `sys.modules` or `sys.stdout` changes the agent's own results, never how
 * the next ones are read.
 */
const harnessFiles = ['errors', 'json_text', 'streams', 'protocol', 'traces', 'seal', 'execute'] as const;

/** One Python file. */
export interface PythonSource {
  name: string;
  text: string;
}

/** The harness, and what is imported beforehand. */
export interface PythonSources {
  harness: PythonSource[];
  preload: PythonSource;
}

/** Reads them from the package's `python` folder. */
export function readPythonSources(folder: string): PythonSources {
  const read = (name: string): PythonSource => ({ name, text: readFileSync(join(folder, `${name}.py`), 'utf8') });
  return { harness: harnessFiles.map(read), preload: read('preload') };
}
