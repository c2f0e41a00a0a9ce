import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { host, line } from '../../test/host-process.ts';
import { descendants, untilGone } from '../../test/processes.ts';
import { pyodideExecutor } from '../pyodide.ts';

const linux = process.platform === 'linux';

describe('the process of a session', () => {
  it.skipIf(!linux)('ends when its host is killed, idle or not', async () => {
    for (const body of ['setInterval(() => {}, 1000);', "await session.run('10 ** 10 ** 10', { timeoutMs: 8000 });"]) {
      const child = host('pyodideExecutor()', body);
      expect(await line(child)).toBe('open');
      await delay(200);
      const pids = descendants(child.pid ?? 0);
      expect(pids.length).toBeGreaterThan(0);
      child.kill('SIGKILL');
      expect(await untilGone(pids, 10_000)).toEqual([]);
    }
  });

  it('does not keep its host from ending', async () => {
    const child = host('pyodideExecutor()', "await session.run('1 + 1');");
    const code = await new Promise((resolve) => child.on('exit', resolve));
    expect(code).toBe(0);
  });

  it.skipIf(!linux)('is gone after close(), also while code runs', async () => {
    const before = new Set(descendants(process.pid));
    const idle = await pyodideExecutor().open();
    const busy = await pyodideExecutor().open();
    const running = busy.run('while True: pass').catch((error: unknown) => error);
    await delay(100);
    const opened = descendants(process.pid).filter((pid) => !before.has(pid));
    expect(opened.length).toBeGreaterThanOrEqual(2);
    await Promise.all([idle.close(), busy.close()]);
    expect(await running).toMatchObject({ code: expect.stringMatching(/^executor\/session-(lost|closed)$/) });
    expect(await untilGone(opened, 5_000)).toEqual([]);
  });

  it.skipIf(!linux)('makes the session fail with a typed error when it is killed from outside', async () => {
    const before = new Set(descendants(process.pid));
    const session = await pyodideExecutor().open();
    const pids = descendants(process.pid).filter((pid) => !before.has(pid));
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    await expect(session.run('1')).rejects.toMatchObject({ code: 'executor/session-lost', isRetryable: true });
    await expect(session.fork(['1'])).rejects.toMatchObject({ code: 'executor/session-lost' });
    await session.close();
  });

  it.skipIf(!linux)('has an empty environment and is not steered by the host’s', async () => {
    process.env['NODE_OPTIONS'] = '--title=agentd-not-for-the-sandbox';
    try {
      const before = new Set(descendants(process.pid));
      const session = await pyodideExecutor({ bubblewrap: 'off' }).open();
      const pids = descendants(process.pid).filter((pid) => !before.has(pid));
      expect(pids.map((pid) => readFileSync(`/proc/${pid}/environ`, 'utf8'))).toEqual(['']);
      await session.close();
    } finally {
      delete process.env['NODE_OPTIONS'];
    }
  });
});
