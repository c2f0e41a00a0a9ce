import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { host, line } from '../../test/host-process.ts';
import { descendants, untilGone } from '../../test/processes.ts';
import { nativeExecutor } from '../native.ts';
import { describeWhere } from './test-support.ts';

for (const isolation of ['bubblewrap', 'none'] as const) {
  describeWhere({ isolation }, () => {
    it('leaves no process when its host is killed, idle or not', async () => {
      for (const body of [
        'setInterval(() => {}, 1000);',
        "await session.run('while True: pass', { timeoutMs: 60000 });",
      ]) {
        const child = host(`nativeExecutor({ isolation: '${isolation}' })`, body);
        expect(await line(child)).toBe('open');
        await delay(100);
        const pids = descendants(child.pid ?? 0);
        expect(pids.length).toBeGreaterThan(3);
        child.kill('SIGKILL');
        expect(await untilGone(pids, 10_000)).toEqual([]);
      }
    });

    it('does not keep its host from ending', async () => {
      const child = host(`nativeExecutor({ isolation: '${isolation}' })`, "await session.run('1 + 1');");
      expect(await new Promise((resolve) => child.on('exit', resolve))).toBe(0);
    });

    it('leaves no process and no folder after close(), also while code runs that no signal ends', async () => {
      const before = new Set(descendants(process.pid));
      const executor = nativeExecutor({ isolation });
      const [idle, busy] = [await executor.open(), await executor.open()];
      const folders: string[] = [];
      for (const session of [idle, busy])
        folders.push((await session.run('import os\nprint(os.getcwd())')).stdout.trim());
      const stubborn = `import signal, time
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP): signal.signal(number, signal.SIG_IGN)
while True: time.sleep(1)`;
      const running = busy.run(stubborn).catch((error: unknown) => error);
      await delay(100);
      const opened = descendants(process.pid).filter((pid) => !before.has(pid));
      expect(opened.length).toBeGreaterThan(4);
      await Promise.all([idle.close(), busy.close()]);
      expect(await running).toMatchObject({ code: expect.stringMatching(/^executor\/session-(lost|closed)$/) });
      expect(await untilGone(opened, 10_000)).toEqual([]);
      const until = performance.now() + 5_000;
      const left = () =>
        folders.map((folder) => dirname(dirname(folder))).filter((folder) => folder !== '/' && existsSync(folder));
      while (left().length > 0 && performance.now() < until) await delay(20);
      expect(left()).toEqual([]);
    });

    it('ends the states that were not chosen', async () => {
      const before = descendants(process.pid).length;
      const session = await nativeExecutor({ isolation }).open();
      const count = () => descendants(process.pid).length - before;
      const idle = count();
      for (let round = 0; round < 5; round++) {
        const branches = await session.fork(['x = 1', 'x = 2', 'while True: pass'], { timeoutMs: 50 });
        if (branches[0] !== undefined) await session.commit(branches[0]);
        await session.run('x = 3');
      }
      const until = performance.now() + 5_000;
      while (count() > idle && performance.now() < until) await delay(20);
      expect(count()).toBe(idle);
      await session.close();
    });

    it('fails with a typed error when it is killed from outside', async () => {
      const before = new Set(descendants(process.pid));
      const session = await nativeExecutor({ isolation }).open();
      // The first to go takes the others along.
      const [outermost = 0] = descendants(process.pid).filter((candidate) => !before.has(candidate));
      process.kill(outermost, 'SIGKILL');
      await expect(session.run('1')).rejects.toMatchObject({ code: 'executor/session-lost', isRetryable: true });
      await session.close();
    });
  });
}
