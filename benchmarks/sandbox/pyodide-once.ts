/** A worker thread with a Pyodide of its own, as it comes: runs one program and is thrown away. */
import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { loadPyodide } from 'pyodide';
import { z } from 'zod';

const { code, packages } = z.object({ code: z.string(), packages: z.string().optional() }).parse(workerData);
const printed: string[] = [];
const python = await loadPyodide({ stdout: (line) => printed.push(line) });
if (packages !== undefined) {
  // Stands in for the download of SymPy, which it makes faster: these are compiled already.
  python.FS.writeFile('/lib/packages.zip', readFileSync(packages));
  python.runPython('import sys; sys.path.append("/lib/packages.zip")');
}
python.runPython(code);
parentPort?.postMessage(printed.join('\n'));
