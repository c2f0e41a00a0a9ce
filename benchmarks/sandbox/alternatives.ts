import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { Contestant } from './measure.ts';
import type { Workload } from './workloads.ts';

const execute = promisify(execFile);

/** A Pyodide of its own for each candidate, in a worker thread, with the history run again. */
export function freshPyodide({ history, candidates }: Workload): Contestant {
  const [candidate = ''] = candidates;
  // The entry of the package lies one folder below its root.
  const packages = fileURLToPath(new URL('../assets/packages.zip', import.meta.resolve('@agentd/sandbox/pyodide')));
  const once = async () => {
    const worker = new Worker(new URL('pyodide-once.ts', import.meta.url), {
      workerData: {
        code: `${history}\n${candidate}`,
        packages: history.includes('sympy') ? packages : undefined,
      },
    });
    try {
      await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
    } finally {
      await worker.terminate();
    }
  };
  return { name: 'a fresh Pyodide per candidate, history again', once, times: 8, every: 10 };
}

/** A process of the machine's Python for each candidate, one after another, with the history run again. No isolation. */
export async function freshPython(file: string, { history, candidates }: Workload): Promise<Contestant | undefined> {
  // The interpreter itself: what is found on the PATH may be a script that looks for it.
  const found = await execute(file, ['-c', `${history}\nimport sys; print(sys.executable)`]).catch(() => undefined);
  if (found === undefined) return undefined;
  const once = async () => {
    for (const candidate of candidates) await execute(found.stdout.trim(), ['-c', `${history}\n${candidate}`]);
  };
  return { name: 'a fresh python3 per candidate, history again, no isolation', once, every: 4 };
}
