import { beforeEach, expect, it } from 'vitest';
import type { Executor, Session } from '../index.ts';
import { executorFixture } from './executor-fixture.ts';
import { pick } from './executor-states.ts';

/** Runaways, floods, crashes and aborts: each is contained and the session lives on. */
export function limitCases(makeExecutor: () => Executor | Promise<Executor>): void {
  const fixture = executorFixture(makeExecutor);
  let session: Session;
  beforeEach(async () => {
    session ??= await fixture.open();
    await session.run(fixture.code.assign('x', 1));
  });
  const expectAlive = async () =>
    expect(await session.run(fixture.code.read('x'))).toMatchObject({ status: 'ok', value: '1' });

  it('stops code that never ends, also in one long call', async () => {
    for (const code of [fixture.code.stubbornLoop, fixture.code.longCall]) {
      const result = await session.run(code, { timeoutMs: 300 });
      expect(result).toMatchObject({ status: 'timeout' });
      expect(result.error?.message).toContain('0.3 s');
      expect(result.durationMs).toBeLessThan(5_000);
      await expectAlive();
    }
  });

  it('ends a fork of eight runaways in eight times the limit and a second', async () => {
    const startedAt = performance.now();
    const branches = await session.fork(
      Array.from({ length: 8 }, () => fixture.code.stubbornLoop),
      { timeoutMs: 400 },
    );
    expect(performance.now() - startedAt).toBeLessThan(8 * 400 + 1_000);
    expect(branches.map(({ result }) => result.status)).toEqual(Array.from({ length: 8 }, () => 'timeout'));
    await expectAlive();
  });

  it('leaves the state as it was before code that ran out of time', async () => {
    await session.run(`${fixture.code.assign('x', 5)}\n${fixture.code.stubbornLoop}`, { timeoutMs: 200 });
    await expectAlive();
  });

  it('commits a branch that ran out of time as no change', async () => {
    const branches = await session.fork([fixture.code.stubbornLoop], { timeoutMs: 200 });
    await session.commit(pick(branches, 0));
    await expectAlive();
  });

  it('refuses a time limit that is none', async () => {
    for (const timeoutMs of [0, -1, Number.NaN, 1.5]) {
      await expect(session.run(fixture.code.read('x'), { timeoutMs })).rejects.toMatchObject({
        code: 'executor/bad-options',
      });
    }
    await expectAlive();
  });

  it('stops code that takes all memory', async () => {
    const branches = await session.fork([fixture.code.exhaustMemory, fixture.code.increment('x')], {
      timeoutMs: 20_000,
    });
    expect(branches[0]?.result.status).toBe('memory');
    expect(branches[1]?.result.value).toBe('2');
    await expectAlive();
  });

  it('leaves the state as it was before code that took all memory', async () => {
    expect((await session.run(fixture.code.exhaustMemory, { timeoutMs: 20_000 })).status).toBe('memory');
    await expectAlive();
  });

  it('cuts a flood of output in the middle', async () => {
    const { status, stdout } = await session.run(fixture.code.flood, { timeoutMs: 20_000 });
    expect(status).toBe('ok');
    expect(stdout.length).toBeLessThan(100_000);
    expect(stdout).toMatch(/^line 0 x/);
    expect(stdout).toMatch(/line 19999 x+\n$/);
    expect(stdout).toMatch(/\d+ characters left out/);
  });

  it('cuts a long value in the middle', async () => {
    const { value } = await session.run(fixture.code.longValue);
    expect(value?.length).toBeLessThan(100_000);
    expect(value).toMatch(/characters left out/);
  });

  it('survives a crash inside a branch', async () => {
    const branches = await session.fork(
      [fixture.code.crash, fixture.code.recurseForever, fixture.code.increment('x')],
      { timeoutMs: 20_000 },
    );
    expect(branches.map(({ result }) => result.status)).toEqual(['runtime-error', 'runtime-error', 'ok']);
    expect(branches[2]?.result.value).toBe('2');
    await expectAlive();
  });

  it('survives a crash outside a branch, and goes back to the state before', async () => {
    expect((await session.run(fixture.code.crash)).status).toBe('runtime-error');
    await expectAlive();
  });

  it('keeps code away from the host', async () => {
    for (const code of fixture.code.escapes) {
      expect((await session.run(code)).status, code).toMatch(/blocked|runtime-error/);
      await expectAlive();
    }
  });

  it('rejects with the reason when aborted, and goes on from the state before', async () => {
    const reason = new Error('given up');
    for (const work of [
      (signal: AbortSignal) => session.run(`${fixture.code.assign('x', 5)}\n${fixture.code.stubbornLoop}`, { signal }),
      (signal: AbortSignal) => session.fork([fixture.code.increment('x'), fixture.code.stubbornLoop], { signal }),
    ]) {
      const controller = new AbortController();
      const running = work(controller.signal);
      setTimeout(() => controller.abort(reason), 100);
      await expect(running).rejects.toBe(reason);
      await expectAlive();
    }
  });

  it('does nothing when aborted beforehand', async () => {
    const signal = AbortSignal.abort(new Error('too late'));
    await expect(session.run(fixture.code.assign('x', 5), { signal })).rejects.toThrow('too late');
    await expect(fixture.executor.open({ signal })).rejects.toThrow('too late');
    await expectAlive();
  });

  it('is gone for the next call when closed while code runs', async () => {
    const busy = await fixture.open();
    const failure = busy.run(fixture.code.stubbornLoop, { timeoutMs: 20_000 }).catch((error: unknown) => error);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await busy.close();
    expect(await failure).toMatchObject({ code: expect.stringMatching(/^executor\//) });
  });
}
