import { beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { AgentdError, StepToolHost, tool, type Executor, type Session } from '../index.ts';
import { executorFixture } from './executor-fixture.ts';
import { pick } from './executor-states.ts';

/** Sessions that are used again; skipped where the executor cannot reset them. */
export function resetCases(makeExecutor: () => Executor | Promise<Executor>): void {
  const fixture = executorFixture(makeExecutor);
  let session: Session;
  beforeEach(async ({ skip }) => {
    session ??= await fixture.open(greeter('good morning'));
    if (session.reset === undefined) skip('the executor resets no sessions');
  });
  const reset = (tools?: StepToolHost) => session.reset?.(tools === undefined ? {} : { tools });
  const greet = async () => session.run(fixture.code.call('greet', 'name', 'Ada'));

  it('forgets names, files and what was committed', async () => {
    const { files } = fixture.code;
    await session.run(fixture.code.assign('x', 1));
    if (files !== undefined) await session.run(files.write('left'));
    await session.commit(pick(await session.fork([fixture.code.assign('y', 2)]), 0));
    await reset();
    for (const name of ['x', 'y']) {
      expect((await session.run(fixture.code.isDefined(name))).value).toBe(fixture.code.notDefined);
    }
    if (files !== undefined) expect((await session.run(files.read)).stdout).toBe('none');
  });

  it('draws the random numbers of a new session', async () => {
    await reset();
    const first = (await session.run(fixture.code.random)).stdout;
    await reset();
    expect((await session.run(fixture.code.random)).stdout).toBe(first);
  });

  it('has the tools of the reset and not the ones before', async () => {
    await reset(greeter('hello'));
    expect((await greet()).value).toBe("'hello Ada'");
    await reset(greeter('good day'));
    expect((await greet()).value).toBe("'good day Ada'");
    await reset();
    expect((await greet()).error?.type).toBe(fixture.code.undefinedNameType);
  });

  it('refuses a branch from before', async () => {
    const branches = await session.fork([fixture.code.assign('z', 1)]);
    await reset();
    await expect(session.commit(pick(branches, 0))).rejects.toSatisfy((error) =>
      AgentdError.isInstance(error, 'executor/stale-branch'),
    );
  });

  it('tells what memory it holds', async () => {
    const { memoryBytes = 0 } = (await reset()) ?? {};
    expect(memoryBytes).toBeGreaterThan(1e6);
    expect(memoryBytes).toBeLessThan(1e9);
  });
}

function greeter(greeting: string): StepToolHost {
  return new StepToolHost([
    tool({
      name: 'greet',
      description: 'Greets.',
      input: z.object({ name: z.string() }),
      effect: 'read',
      execute: ({ name }) => `${greeting} ${name}`,
    }),
  ]);
}
