import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AgentdError, StepToolHost, tool } from '@agentd/agent-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { holdings, processesWith } from '../../test/processes.ts';
import { pyodideExecutor } from '../pyodide.ts';
import { defaultCacheDir } from '../pyodide/snapshot-store.ts';

/** Stands in the command line of every child that has the tools. */
const marker = randomUUID();
const tools = new StepToolHost([
  tool({
    name: 'nap',
    description: `Takes its time. ${marker}`,
    input: z.object({ ms: z.number() }),
    effect: 'write',
    execute: async ({ ms }, { signal }) => {
      await delay(ms, undefined, { signal });
      return 'rested';
    },
  }),
]);
const executor = pyodideExecutor();
/** Repeatable, so that a failure can be looked at. */
function random(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) / 2 ** 32;
}
function abortAfter(ms: number): { signal: AbortSignal; reason: Error } {
  const controller = new AbortController();
  const reason = new Error('given up by the test');
  setTimeout(() => controller.abort(reason), ms);
  return { signal: controller.signal, reason };
}
const settled = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);

describe('sessions leave nothing behind', () => {
  const warnings: Error[] = [];
  const onWarning = (warning: Error) => warnings.push(warning);
  let before: ReturnType<typeof holdings>;
  beforeAll(async () => {
    process.on('warning', onWarning);
    // The first one reads and compiles what stays.
    await (await executor.open()).close();
    await vi.waitFor(() => expect(holdings().handles).not.toHaveProperty('ProcessWrap'));
    before = holdings();
  });
  afterAll(() => {
    process.off('warning', onWarning);
    expect(warnings).toEqual([]);
  });
  const expectNothingLeft = async () => {
    await expect.poll(holdings, { timeout: 5_000 }).toEqual(before);
    await expect.poll(() => processesWith(marker), { timeout: 5_000 }).toEqual([]);
  };

  it('after they were closed', async () => {
    const lane = async (count: number) => {
      for (let opened = 0; opened < count; opened++) {
        const session = await executor.open({ tools });
        expect((await session.run('1 + 1')).value).toBe('2');
        await session.close();
      }
    };
    await Promise.all([lane(3), lane(3)]);
    await expectNothingLeft();
  }, 60_000);

  it('when opening is aborted at any moment', async () => {
    const draw = random(1);
    const cache = await readdir(defaultCacheDir());
    // Most in the first moments: what is only half set up is the easiest to leave behind.
    const opens = Array.from({ length: 60 }, (_, index) => draw() * (index < 12 ? 600 : 40));
    const lane = async () => {
      for (let ms = opens.pop(); ms !== undefined; ms = opens.pop()) {
        const { signal, reason } = abortAfter(ms);
        const opening = executor.open({ signal, tools });
        if ((await settled(opening)) !== reason) await (await opening).close();
      }
    };
    await Promise.all([lane(), lane()]);
    await expectNothingLeft();
    expect(await readdir(defaultCacheDir())).toEqual(cache);
  }, 60_000);

  it('when the very first session of a machine is aborted while its snapshot is made', async () => {
    const cacheDir = await mkdtemp(join(tmpdir(), 'agentd-leaks-'));
    const fresh = pyodideExecutor({ cacheDir });
    for (const ms of [0, 100, 700]) {
      const { signal, reason } = abortAfter(ms);
      expect(await settled(fresh.open({ signal }))).toBe(reason);
      expect(await readdir(cacheDir)).toEqual([]);
    }
    await expectNothingLeft();
    await rm(cacheDir, { recursive: true });
  }, 60_000);

  it('when runs, forks and commits are aborted at any moment, and the session goes on', async () => {
    const draw = random(2);
    const session = await executor.open({ tools });
    await session.run('x = 1');
    const codes = [
      'x = 2\nwhile True: pass',
      'x = 3\nsum(range(10**7))',
      'x = 4\nnap(200)',
      'x = 5\nlist(range(10**6))',
    ];
    const pick = () => codes[Math.floor(draw() * codes.length)] ?? '';
    let aborted = 0;
    for (let turn = 0; turn < 40; turn++) {
      const { signal, reason } = abortAfter(draw() * 60);
      const kind = turn % 3;
      const done = await settled(
        kind === 0
          ? session.run(pick(), { signal })
          : kind === 1
            ? session.fork([pick(), pick()], { signal })
            : session.fork(['nap(30)\nx = 6']).then(([branch]) => branch && session.commit(branch, { signal })),
      );
      if (done === reason) aborted++;
      else expect(done).not.toBeInstanceOf(Error);
      const { status, value } = await session.run('x');
      expect({ status, value }).toEqual({ status: 'ok', value: expect.stringMatching(/^[13456]$/) });
      await session.run('x = 1');
    }
    expect(aborted).toBeGreaterThan(10);
    await session.close();
    await expectNothingLeft();
  }, 60_000);

  it('when calls wait in line and are aborted, or the session is closed under them', async () => {
    const session = await executor.open();
    const running = settled(session.run('while True: pass', { timeoutMs: 20_000 }));
    const { signal, reason } = abortAfter(50);
    const startedAt = performance.now();
    const waiting = Array.from({ length: 30 }, () => settled(session.run('1', { signal })));
    expect(new Set(await Promise.all(waiting))).toEqual(new Set([reason]));
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    const others = [session.fork(['1']), session.run('1'), session.reset?.()].map(async (call) =>
      settled(Promise.resolve(call)),
    );
    await session.close();
    for (const error of [await running, ...(await Promise.all(others))]) {
      expect(AgentdError.isInstance(error, 'executor/session-closed')).toBe(true);
    }
    await expectNothingLeft();
  }, 30_000);

  it('when it is closed while a tool hangs that heeds nothing', async () => {
    const deaf = tool({
      name: 'deaf',
      description: 'Never comes back.',
      input: z.object({}),
      effect: 'write',
      execute: () => new Promise<string>(() => undefined),
    });
    const open = () => executor.open({ tools: new StepToolHost([deaf]) });
    const [running, committing] = await Promise.all([open(), open()]);
    const run = settled(running.run('deaf()'));
    const [branch] = await committing.fork(['deaf()']);
    if (branch === undefined) throw new Error('fork() gave no branch');
    const commit = settled(committing.commit(branch));
    await delay(200);
    await Promise.all([running.close(), committing.close()]);
    for (const error of await Promise.all([run, commit])) {
      expect(error).toMatchObject({ code: 'executor/session-closed' });
    }
    await expectNothingLeft();
  }, 30_000);
});
