import { beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { StepToolHost, tool, type Executor, type Session } from '../index.ts';
import { executorFixture } from './executor-fixture.ts';
import { pick } from './executor-states.ts';

/** Host functions called from the code. */
export function toolCases(makeExecutor: () => Executor | Promise<Executor>): void {
  const fixture = executorFixture(makeExecutor);
  const ran: string[] = [];
  const text = z.object({ text: z.string() });
  const host = new StepToolHost([
    tool({
      name: 'look_up',
      description: 'Looks it up.',
      input: text,
      effect: 'read',
      execute: (input) => (ran.push(`look_up ${input.text}`), `<${input.text}>`),
    }),
    tool({
      name: 'save',
      description: 'Saves it.',
      input: text,
      effect: 'write',
      execute: (input) => (ran.push(`save ${input.text}`), 'saved'),
    }),
    tool({
      name: 'fail',
      description: 'Always fails.',
      input: text,
      effect: 'write',
      execute: ({ text: message }) => {
        throw new Error(message);
      },
    }),
    tool({
      name: 'wait',
      description: 'Takes its time.',
      input: text,
      effect: 'read',
      execute: ({ text: ms }, { signal }) =>
        new Promise<string>((resolve, reject) => {
          setTimeout(() => resolve('waited'), Number(ms));
          signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        }),
    }),
  ]);
  let session: Session;
  beforeEach(async () => {
    session ??= await fixture.open(host);
    host.beginStep();
    ran.length = 0;
  });

  it('gives the tool its arguments and the code its value', async () => {
    const result = await session.run(fixture.code.call('look_up', 'text', 'é 😀 "q" \n\0'));
    expect(result).toMatchObject({
      status: 'ok',
      toolCalls: [{ tool: 'look_up', arguments: { text: 'é 😀 "q" \n\0' }, effect: 'read', output: '<é 😀 "q" \n\0>' }],
    });
    expect(ran).toHaveLength(1);
  });

  it('runs a read once that eight branches ask for with the same arguments', async () => {
    const branches = await session.fork(Array.from({ length: 8 }, () => fixture.code.call('look_up', 'text', 'once')));
    expect(ran).toEqual(['look_up once']);
    expect(new Set(branches.map(({ result }) => result.value)).size).toBe(1);
    expect(branches.filter(({ result }) => result.toolCalls[0]?.memoised === true)).toHaveLength(7);
  });

  it('runs a write only at commit, once, and none of the losers', async () => {
    const branches = await session.fork(['a', 'b', 'c'].map((value) => fixture.code.call('save', 'text', value)));
    expect(ran).toEqual([]);
    for (const { result } of branches) {
      expect(result).toMatchObject({ status: 'ok', toolCalls: [{ tool: 'save', pending: true }] });
      expect(result.value).toBe(fixture.code.nullValue);
    }
    const { toolCalls } = await session.commit(pick(branches, 1));
    expect(ran).toEqual(['save b']);
    expect(toolCalls).toMatchObject([{ tool: 'save', arguments: { text: 'b' }, output: 'saved' }]);
    expect(toolCalls[0]).not.toHaveProperty('pending');
  });

  it('runs several pending writes in order and stops at the first that fails', async () => {
    const code = [
      fixture.code.call('save', 'text', '1'),
      fixture.code.call('save', 'text', '2'),
      fixture.code.call('fail', 'text', 'disk full'),
      fixture.code.call('save', 'text', '3'),
    ].join('\n');
    const { toolCalls } = await session.commit(pick(await session.fork([code]), 0));
    expect(ran).toEqual(['save 1', 'save 2']);
    expect(toolCalls.map(({ error }) => error !== undefined)).toEqual([false, false, true, true]);
    expect(toolCalls[2]?.error).toContain('disk full');
  });

  it('runs a write at once outside a branch', async () => {
    expect(await session.run(fixture.code.call('save', 'text', 'now'))).toMatchObject({
      toolCalls: [{ output: 'saved' }],
    });
    expect(ran).toEqual(['save now']);
  });

  it('raises what a tool failed with, for the code to catch', async () => {
    const caught = await session.run(fixture.code.callAndCatch('fail', 'text', 'no such page'));
    expect(caught).toMatchObject({ status: 'ok', toolCalls: [{ tool: 'fail' }] });
    expect(caught.stdout).toContain('no such page');
    const uncaught = await session.run(fixture.code.call('fail', 'text', 'no such page'));
    expect(uncaught).toMatchObject({ status: 'runtime-error', error: { line: 1 } });
    expect(uncaught.error?.message).toContain('no such page');
  });

  it('refuses a call without a needed argument before it reaches the host', async () => {
    expect(await session.run(fixture.code.callWithoutArgument('look_up'))).toMatchObject({
      status: 'runtime-error',
      toolCalls: [],
    });
    expect(ran).toEqual([]);
  });

  it('does not count the time that a tool takes', async () => {
    expect((await session.run(fixture.code.call('wait', 'text', '900'), { timeoutMs: 600 })).status).toBe('ok');
  });

  it('stops code that loops after a tool call', async () => {
    const code = `${fixture.code.call('look_up', 'text', 'x')}\n${fixture.code.stubbornLoop}`;
    expect(await session.run(code, { timeoutMs: 300 })).toMatchObject({
      status: 'timeout',
      toolCalls: [{ tool: 'look_up' }],
    });
    expect((await session.run(fixture.code.call('look_up', 'text', 'y'))).status).toBe('ok');
  });

  it('can be aborted while a tool runs', async () => {
    const controller = new AbortController();
    const running = session.run(fixture.code.call('wait', 'text', '60000'), { signal: controller.signal });
    setTimeout(() => controller.abort(new Error('enough')), 100);
    await expect(running).rejects.toThrow('enough');
    expect((await session.run(fixture.code.call('look_up', 'text', 'z'))).status).toBe('ok');
  });
}
