import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * A process of its own that opens a session with an executor of this package, says `open`, and does what `body` says.
 * @param executor how it is made, such as `pyodideExecutor()`
 */
export function host(executor: string, body: string): ChildProcess {
  const entry = JSON.stringify(new URL('../src/index.ts', import.meta.url).href);
  const script = `import * as sandbox from ${entry};
const session = await sandbox.${executor}.open();
await session.fork(['x = 1', 'x = 2']);
console.log('open');
${body}`;
  return spawn(process.execPath, ['--conditions=@agentd/source', '--input-type=module', '--eval', script], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** The first that the process says. */
export async function line(child: ChildProcess): Promise<string> {
  for await (const text of child.stdout ?? []) return String(text).trim();
  throw new Error('The host ended without a word.');
}
