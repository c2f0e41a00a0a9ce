import { describe, expect, it } from 'vitest';
import { numberOf, poolOf } from '../../test/plain-executor.ts';

describe('a pool that is closed', () => {
  it('ends its spares at close, refuses who waits, and leaves open sessions to their users', async () => {
    const { executor, pool } = poolOf({ startMs: 20 }, { maxSessions: 2, warmSpares: 1 });
    const used = await pool.open();
    const other = await pool.open();
    const waiting = pool.open().catch((error: unknown) => error);
    await pool.close();
    await pool.close();
    expect(executor.isClosed).toBe(true);
    expect(await waiting).toMatchObject({ code: 'executor/pool-closed' });
    await expect(pool.open()).rejects.toMatchObject({ code: 'executor/pool-closed' });
    expect(await numberOf(used)).toBe(1);
    await Promise.all([used.close(), other.close()]);
    expect(executor.alive).toBe(0);
  });

  it('stops starts that are under way at close', async () => {
    const { executor, pool } = poolOf({ startMs: 10_000 }, { warmSpares: 2 });
    const waiting = pool.open().catch((error: unknown) => error);
    await pool.close();
    expect(await waiting).toMatchObject({ code: 'executor/pool-closed' });
    expect(executor.alive).toBe(0);
  });
});

describe('the handle of a session that was closed', () => {
  it('reaches the session no more, whoever has it now', async () => {
    const { pool } = poolOf({}, { maxSessions: 1 });
    const stale = await pool.open();
    const [branch] = await stale.fork(['x']);
    await stale.close();
    const next = await pool.open();
    await stale.close();
    for (const call of [
      () => stale.run(''),
      () => stale.fork(['']),
      () => stale.commit({ code: '', result: { status: 'ok', stdout: '', toolCalls: [], durationMs: 0 } }),
      () => stale.reset?.() ?? Promise.resolve(),
    ]) {
      await expect(call()).rejects.toMatchObject({ code: 'executor/session-closed' });
    }
    expect(await numberOf(next)).toBe(1);
    if (branch === undefined) throw new Error('fork() gave no branch');
    await expect(next.commit(branch)).rejects.toMatchObject({ code: 'executor/stale-branch' });
    expect(pool.statistics()).toMatchObject({ open: 1 });
  });
});
