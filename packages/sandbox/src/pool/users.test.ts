import { StepToolHost, tool, type Branch, type Session } from '@agentd/agent-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { descendants, holdings, untilGone } from '../../test/processes.ts';
import { executorPool, type ExecutorPool } from '../pool.ts';
import { nativeExecutor } from '../native.ts';
import { pyodideExecutor } from '../pyodide.ts';
import { quickjsExecutor } from '../quickjs.ts';

const isLinux = process.platform === 'linux';

/** Repeatable, so that a failure can be looked at. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

describe('a pool of real interpreters', () => {
  let pool: ExecutorPool;
  beforeAll(async () => {
    pool = executorPool(pyodideExecutor(), { maxSessions: 3, warmSpares: 1, recycleAboveMb: 160 });
    await (await pool.open()).close();
  });
  afterAll(() => pool.close());

  it('lets nobody see what another user had: variables, files, modules, tools, branches', async () => {
    const roll = dice(7);
    let operations = 0;
    let closedInUse = 0;
    const stale: { session: Session; branch: Branch | undefined }[] = [];

    const user = async (name: string) => {
      let session: Session | undefined;
      let branch: Branch | undefined;
      let steps = 0;
      const greeter = new StepToolHost([
        tool({
          name: `greet_${name}`,
          description: 'Greets.',
          input: z.object({}),
          effect: 'read',
          execute: () => `hello ${name}`,
        }),
      ]);
      while (operations++ < 200) {
        if (session === undefined) {
          session = await pool.open(roll(2) === 0 ? { tools: greeter } : {});
          const found = await session.run(
            '[n for n in globals() if n.startswith(("mine", "greet"))], __import__("os").listdir("."), "spoilt" in __import__("sys").modules',
          );
          expect(['([], [], False)', `(['greet_${name}'], [], False)`]).toContain(found.value);
          await session.run(
            `mine = "${name}"\nsteps = 0\nopen("mine.txt", "w").write("${name}")\nimport sys\nsys.modules["spoilt"] = sys`,
          );
          steps = 0;
          continue;
        }
        switch (roll(6)) {
          case 0:
            expect((await session.run('steps += 1\nmine, steps, open("mine.txt").read()')).value).toBe(
              `('${name}', ${++steps}, '${name}')`,
            );
            branch = undefined;
            break;
          case 1:
            [branch] = await session.fork(['steps += 10', 'mine = "nobody"']);
            break;
          case 2:
            if (branch === undefined) break;
            await session.commit(branch);
            steps += 10;
            branch = undefined;
            break;
          case 3: {
            const left = stale[roll(stale.length)];
            if (left === undefined) break;
            await expect(left.session.run('mine = "stolen"')).rejects.toMatchObject({
              code: 'executor/session-closed',
            });
            if (left.branch !== undefined)
              await expect(session.commit(left.branch)).rejects.toMatchObject({ code: 'executor/stale-branch' });
            break;
          }
          case 4: {
            const own = await session.run(`greet_${name}()`);
            expect([`'hello ${name}'`, 'NameError']).toContain(own.value ?? own.error?.type);
            branch = undefined;
            break;
          }
          default: {
            stale.push({ session, branch });
            const isInUse = roll(8) === 0;
            const running = isInUse ? session.run('while True: pass').catch((error: unknown) => error) : undefined;
            await session.close();
            if (running !== undefined) {
              closedInUse++;
              expect(await running).toMatchObject({ code: 'executor/session-closed' });
            }
            session = branch = undefined;
          }
        }
      }
      await session?.close();
    };
    await Promise.all(['ada', 'ben', 'cyd', 'dee', 'eve'].map(user));
    const { open, waiting, reused, recycled } = pool.statistics();
    expect({ open, waiting }).toEqual({ open: 0, waiting: 0 });
    expect(reused).toBeGreaterThan(10);
    expect(recycled).toBeGreaterThanOrEqual(closedInUse);
  }, 120_000);

  it('replaces an interpreter that has grown', async () => {
    const before = pool.statistics();
    const session = await pool.open();
    await session.run('hoard = bytearray(120 * 2**20)\nlen(hoard)');
    await session.close();
    expect(pool.statistics().recycled).toBe(before.recycled + 1);
    const next = await pool.open();
    expect((await next.run('"hoard" in globals()')).value).toBe('False');
    await next.close();
  });
});

describe('a pool of any executor', () => {
  it.each([
    ['quickjsExecutor', quickjsExecutor(), 'globalThis.mine = 1', 'typeof mine', "'undefined'"],
    ['nativeExecutor', nativeExecutor(), 'mine = 1', '"mine" in globals()', 'False'],
  ])('hands interpreters of %s out again, as new', async (_name, executor, assign, read, nothing) => {
    if (executor.isolation.label.endsWith('unavailable')) return;
    const pool = executorPool(executor, { maxSessions: 1 });
    for (let turn = 0; turn < 3; turn++) {
      const session = await pool.open();
      expect((await session.run(read)).value).toBe(nothing);
      await session.run(assign);
      await session.close();
    }
    expect(pool.statistics()).toMatchObject({ started: 1, reused: 2 });
    await pool.close();
  });
});

describe.skipIf(!isLinux)('a pool whose interpreters die', () => {
  it('hands out others, and leaves no process behind at its close', async () => {
    await vi.waitFor(() => expect(holdings().handles).not.toHaveProperty('ProcessWrap'), 10_000);
    const idle = holdings();
    const before = new Set(descendants(process.pid));
    const pool = executorPool(pyodideExecutor(), { maxSessions: 2, warmSpares: 0 });
    await (await pool.open()).close();
    const spare = descendants(process.pid).filter((pid) => !before.has(pid));
    for (const pid of spare) process.kill(pid, 'SIGKILL');
    // This process has heard of it.
    await expect.poll(holdings, { timeout: 10_000 }).toEqual(idle);
    const session = await pool.open();
    expect((await session.run('1 + 1')).value).toBe('2');
    expect(pool.statistics()).toMatchObject({ started: 2, recycled: 1, open: 1 });
    const used = descendants(process.pid).filter((pid) => !before.has(pid));
    expect(used).not.toEqual([]);
    await session.close();
    await pool.close();
    expect(await untilGone(used, 5_000)).toEqual([]);
  }, 60_000);
});
