import { setTimeout as delay } from 'node:timers/promises';
import { ExecutorError } from '@agentd/agent-core';
import { describe, expect, it, vi } from 'vitest';
import { host, numberOf, PlainExecutor, poolOf } from '../../test/plain-executor.ts';
import { executorPool } from '../pool.ts';

describe('a pool', () => {
  it('passes on what its executor is', () => {
    const { executor, pool } = poolOf();
    expect(pool).toMatchObject({ id: 'plain', language: 'python', isolation: executor.isolation });
  });

  it('uses a session again after it was closed', async () => {
    const { executor, pool } = poolOf();
    for (let turn = 0; turn < 5; turn++) {
      const session = await pool.open();
      expect(await numberOf(session)).toBe(1);
      await session.close();
    }
    expect(executor.started).toBe(1);
    expect(pool.statistics()).toEqual({
      open: 0,
      spare: 1,
      starting: 0,
      waiting: 0,
      started: 1,
      recycled: 0,
      reused: 4,
    });
  });

  it('keeps spares ready, never more interpreters than it may have', async () => {
    const { executor, pool } = poolOf({}, { maxSessions: 3, warmSpares: 2 });
    await vi.waitFor(() => expect(pool.statistics().spare).toBe(2));
    const sessions = [await pool.open(), await pool.open(), await pool.open()];
    await delay(20);
    expect(pool.statistics()).toMatchObject({ open: 3, spare: 0, starting: 0 });
    await Promise.all(sessions.map((session) => session.close()));
    expect(executor.peak).toBe(3);
  });

  it('serves callers in the order in which they came', async () => {
    const { pool } = poolOf({}, { maxSessions: 1 });
    const order: number[] = [];
    const user = async (name: number) => {
      const session = await pool.open(name % 2 === 0 ? { tools: host } : {});
      order.push(name);
      await delay(1);
      await session.close();
    };
    await Promise.all(Array.from({ length: 20 }, (_, name) => user(name)));
    expect(order).toEqual(Array.from({ length: 20 }, (_, name) => name));
  });

  it('lets go of a caller that aborts, and goes on with the next', async () => {
    const { pool } = poolOf({}, { maxSessions: 1 });
    const first = await pool.open();
    const controller = new AbortController();
    const second = pool.open({ signal: controller.signal });
    const third = pool.open();
    const reason = new Error('changed my mind');
    controller.abort(reason);
    await expect(second).rejects.toBe(reason);
    expect(pool.statistics().waiting).toBe(1);
    await first.close();
    await (await third).close();
    await expect(pool.open({ signal: controller.signal })).rejects.toBe(reason);
  });

  it('keeps the session whose caller aborted while it started', async () => {
    const { executor, pool } = poolOf({ startMs: 30 });
    await expect(pool.open({ signal: AbortSignal.timeout(5) })).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(await numberOf(await pool.open())).toBe(1);
    expect(executor.peak).toBe(1);
  });

  it('says after a while that no session came free, with the numbers and the way out', async () => {
    const { pool } = poolOf({}, { maxSessions: 1, acquireTimeoutMs: 30 });
    const session = await pool.open();
    await expect(pool.open()).rejects.toMatchObject({
      code: 'executor/pool-timeout',
      isRetryable: true,
      message: expect.stringMatching(/30 ms: 1 of at most 1 are in use.*raise maxSessions/),
    });
    expect(pool.statistics().waiting).toBe(0);
    await session.close();
    expect(pool.statistics()).toMatchObject({ open: 0, spare: 1 });
  });

  it('replaces a session that holds too much memory or was used often enough', async () => {
    const { executor, pool } = poolOf({}, { recycleAboveMb: 100, maxUses: 2 });
    const numbers: number[] = [];
    for (const mebibytes of [50, 50, 50, 150, 50]) {
      executor.memoryBytes = mebibytes * 2 ** 20;
      const session = await pool.open();
      numbers.push(await numberOf(session));
      await session.close();
    }
    expect(numbers).toEqual([1, 1, 2, 2, 3]);
    expect(pool.statistics()).toMatchObject({ recycled: 2, started: 3 });
    expect(executor.alive).toBe(1);
  });

  it('replaces a session that was lost, in use or idle', async () => {
    const { executor, pool } = poolOf();
    const session = await pool.open();
    executor.lost.add(1);
    await expect(session.run('')).rejects.toMatchObject({ code: 'executor/session-lost' });
    await session.close();
    const second = await pool.open();
    expect(await numberOf(second)).toBe(2);
    await second.close();
    executor.lost.add(2);
    expect(await numberOf(await pool.open({ tools: host }))).toBe(3);
    expect(executor.alive).toBe(1);
  });

  it('ends a session that is closed while code runs', async () => {
    const { executor, pool } = poolOf();
    const session = await pool.open();
    const running = session.run('wait 20').catch((error: unknown) => error);
    await session.close();
    expect(await running).toMatchObject({ code: 'executor/session-lost' });
    expect(executor.alive).toBe(0);
    expect(await numberOf(await pool.open())).toBe(2);
  });

  it('starts each session anew where the executor cannot reset them', async () => {
    const { executor, pool } = poolOf({ canReset: false }, { warmSpares: 1 });
    const first = await pool.open({ tools: host });
    expect(first.reset).toBeUndefined();
    const numbers = [await numberOf(first)];
    await first.close();
    for (const options of [{}, { tools: host }, {}]) {
      const session = await pool.open(options);
      numbers.push(await numberOf(session));
      await session.close();
    }
    expect(new Set(numbers).size).toBe(4);
    expect(pool.statistics()).toMatchObject({ spare: 0, reused: 0 });
    expect(executor.alive).toBe(0);
    expect(executor.peak).toBeLessThanOrEqual(2);
  });

  it('tells the next caller that no session can be started, and works once one can', async () => {
    const failure = new ExecutorError('No interpreter here.', { code: 'executor/start-failed' });
    const { executor, pool } = poolOf({ failure }, { warmSpares: 2 });
    await vi.waitFor(() => expect(pool.statistics().starting).toBe(0));
    await expect(Promise.all([pool.open(), pool.open(), pool.open()])).rejects.toBe(failure);
    await vi.waitFor(() => expect(pool.statistics()).toMatchObject({ starting: 0, waiting: 0 }));
    executor.failure = undefined;
    expect(await numberOf(await pool.open())).toBe(1);
    expect(executor.alive).toBe(executor.started + pool.statistics().starting);
  });

  it('lets spares end that nobody needs, down to those wanted', async () => {
    const { executor, pool } = poolOf({}, { maxSessions: 4, warmSpares: 1, idleMs: 30 });
    const sessions = await Promise.all([pool.open(), pool.open(), pool.open()]);
    await Promise.all(sessions.map((session) => session.close()));
    expect(pool.statistics().spare).toBeGreaterThanOrEqual(3);
    await vi.waitFor(() => expect(pool.statistics().spare).toBe(1));
    expect(executor.alive).toBe(1);
  });

  it.each([
    [{ maxSessions: 0 }, 'maxSessions'],
    [{ maxSessions: 2, warmSpares: 3 }, 'warmSpares'],
    [{ recycleAboveMb: Number.NaN }, 'recycleAboveMb'],
    [{ acquireTimeoutMs: -1 }, 'acquireTimeoutMs'],
    [{ maxUses: 1.5 }, 'maxUses'],
  ])('refuses the options %j', (options, name) => {
    expect(() => executorPool(new PlainExecutor(), options)).toThrow(
      expect.objectContaining({ code: 'executor/bad-options', message: expect.stringContaining(name) }),
    );
  });
});
