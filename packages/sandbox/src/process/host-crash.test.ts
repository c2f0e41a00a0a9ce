import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { descendants, untilGone } from '../../test/processes.ts';

/** A host of its own that does what `body` says. */
function host(body: string): ChildProcess {
  const from = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
  const script = `
import { StepToolHost, tool } from '@agentd/agent-core';
import { z } from 'zod';
import { executorPool } from ${from('../pool.ts')};
import { pyodideExecutor } from ${from('../pyodide.ts')};
const executor = pyodideExecutor();
let inTools = 0;
const tools = new StepToolHost([
  tool({
    name: 'deaf',
    description: 'Never comes back.',
    input: z.object({}),
    effect: 'write',
    execute: () => new Promise(() => void (++inTools === 2 && console.log('in tools'))),
  }),
]);
${body}`;
  return spawn(process.execPath, ['--conditions=@agentd/source', '--input-type=module', '--eval', script], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function line(child: ChildProcess): Promise<string> {
  for await (const text of child.stdout ?? []) return String(text).trim();
  throw new Error('The host ended without a word.');
}

describe.skipIf(process.platform !== 'linux')('the interpreters of a host', () => {
  it('die with it when it is killed: starting, spare, in a run, in a fork, in a tool, in a commit', async () => {
    const crashing = host(`
const [running, forking, calling, committing] = await Promise.all([1, 2, 3, 4].map(() => executor.open({ tools })));
const pool = executorPool(executor, { maxSessions: 2, warmSpares: 1 });
await pool.open();
running.run('while True:\\n    try:\\n        while True: pass\\n    except BaseException: pass', { timeoutMs: 60_000 });
forking.fork(['10 ** 10 ** 9'], { timeoutMs: 60_000 });
calling.run('deaf()');
committing.commit((await committing.fork(['deaf()']))[0]);
executor.open();`);
    expect(await line(crashing)).toBe('in tools');
    await delay(300);
    const pids = descendants(crashing.pid ?? 0);
    expect(pids.length).toBeGreaterThanOrEqual(5);
    crashing.kill('SIGKILL');
    expect(await untilGone(pids, 10_000)).toEqual([]);
  }, 60_000);

  it('neither keep it from ending nor stay behind when it forgets a pool and a session', async () => {
    const forgetful = host(`
const pool = executorPool(executor, { maxSessions: 2, warmSpares: 1 });
const session = await pool.open();
console.log('open', (await session.run('1 + 1')).value);`);
    const exited = once(forgetful, 'exit');
    expect(await line(forgetful)).toBe('open 2');
    const pids = descendants(forgetful.pid ?? 0);
    expect(await exited).toEqual([0, null]);
    expect(await untilGone(pids, 5_000)).toEqual([]);
  }, 60_000);
});
