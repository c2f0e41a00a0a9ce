import { beforeEach, expect, it } from 'vitest';
import { AgentdError, type Branch, type Executor, type Session } from '../index.ts';
import { executorFixture } from './executor-fixture.ts';

/** Fork, commit and what they leave behind. */
export function stateCases(makeExecutor: () => Executor | Promise<Executor>): void {
  const fixture = executorFixture(makeExecutor);
  let session: Session;
  beforeEach(async () => {
    session ??= await fixture.open();
    await session.run(fixture.code.assign('x', 1));
  });
  const valueOf = async (name: string) => (await session.run(fixture.code.read(name))).value;
  const isDefined = async (name: string) =>
    (await session.run(fixture.code.isDefined(name))).value !== fixture.code.notDefined;

  it('runs every branch from the same state and leaves the state as it was', async () => {
    const branches = await session.fork([
      fixture.code.increment('x'),
      fixture.code.increment('x'),
      fixture.code.assign('only', 9),
    ]);
    expect(branches.map(({ result }) => result.value)).toEqual(['2', '2', undefined]);
    expect(branches.map(({ code }) => code)[2]).toBe(fixture.code.assign('only', 9));
    expect(await valueOf('x')).toBe('1');
    expect(await isDefined('only')).toBe(false);
  });

  it('forks nothing for no code', async () => {
    expect(await session.fork([])).toEqual([]);
  });

  it('makes the winner the state and keeps the losers unreadable', async () => {
    const branches = await session.fork([fixture.code.assign('loser', 1), fixture.code.assign('winner', 2)]);
    expect(await session.commit(pick(branches, 1))).toEqual({ toolCalls: [] });
    expect(await valueOf('winner')).toBe('2');
    expect(await isDefined('loser')).toBe(false);
  });

  it('commits without running the code again', async () => {
    const branches = await session.fork([fixture.code.stamp, fixture.code.stamp]);
    const printed = branches.map(({ result }) => result.stdout.trim());
    expect(printed[0]).not.toBe(printed[1]);
    await session.commit(pick(branches, 0));
    expect(await valueOf('stamp')).toBe(printed[0]);
  });

  it('lets all branches of one state draw the same random numbers', async () => {
    const branches = await session.fork([fixture.code.random, fixture.code.random]);
    expect(branches[0]?.result.stdout).toBe(branches[1]?.result.stdout);
  });

  it('keeps branches of several forks committable until the state changes', async () => {
    const first = await session.fork([fixture.code.assign('early', 1)]);
    await session.fork([fixture.code.assign('later', 1)]);
    await session.commit(pick(first, 0));
    expect(await isDefined('early')).toBe(true);
    expect(await isDefined('later')).toBe(false);
  });

  it('refuses a branch of an earlier state', async () => {
    const branches = await session.fork([fixture.code.assign('a', 1), fixture.code.assign('b', 1)]);
    await session.commit(pick(branches, 0));
    await expect(session.commit(pick(branches, 1))).rejects.toSatisfy(isStale);
    const overtaken = await session.fork([fixture.code.assign('c', 1)]);
    await session.run(fixture.code.assign('d', 1));
    await expect(session.commit(pick(overtaken, 0))).rejects.toSatisfy(isStale);
    expect(await valueOf('a')).toBe('1');
  });

  it('refuses a branch of another session', async () => {
    const other = await fixture.open();
    const foreign = await other.fork([fixture.code.assign('foreign', 1)]);
    await expect(session.commit(pick(foreign, 0))).rejects.toSatisfy(isStale);
  });

  it('forks from what was committed, step after step', async () => {
    for (let step = 0; step < 4; step++) {
      const branches = await session.fork([fixture.code.increment('x'), fixture.code.assign('x', 100)]);
      await session.commit(pick(branches, 0));
    }
    expect(await valueOf('x')).toBe('5');
  });

  it('commits a branch that failed with what it had done until then', async () => {
    const branches = await session.fork([fixture.code.assignThenFail]);
    expect(branches[0]?.result.status).toBe('runtime-error');
    await session.commit(pick(branches, 0));
    expect(await valueOf('half')).toBe('1');
  });

  it('keeps files apart like variables', async ({ skip }) => {
    const { files } = fixture.code;
    if (files === undefined) return skip('the language has no files');
    const branches = await session.fork([files.write('one'), files.write('two'), files.read]);
    expect(branches[2]?.result.stdout).toBe('none');
    expect((await session.fork([files.read]))[0]?.result.stdout).toBe('none');
    await session.commit(pick(branches, 1));
    expect((await session.run(files.read)).stdout).toBe('two');
    await session.fork([files.write('three')]);
    expect((await session.run(files.read)).stdout).toBe('two');
  });

  it('carries out calls that overlap one after another', async () => {
    const results = await Promise.all([1, 2, 3, 4].map(() => session.run(fixture.code.increment('x'))));
    expect(results.map(({ value }) => value)).toEqual(['2', '3', '4', '5']);
  });

  it('keeps sessions apart', async () => {
    const other = await fixture.open();
    await other.run(fixture.code.assign('elsewhere', 1));
    expect(await isDefined('elsewhere')).toBe(false);
  });

  it('may be closed twice, and refuses to run afterwards', async () => {
    const closed = await fixture.open();
    await closed.close();
    await closed.close();
    await expect(closed.run(fixture.code.print('late'))).rejects.toSatisfy((error) =>
      AgentdError.isInstance(error, 'executor/'),
    );
  });
}

const isStale = (error: unknown) => AgentdError.isInstance(error, 'executor/stale-branch');

/** The branch at `index`; fails the test where there is none. */
export function pick(branches: readonly Branch[], index: number): Branch {
  const branch = branches[index];
  if (branch === undefined) throw new Error(`fork() gave ${branches.length} branches, and none at ${index}.`);
  return branch;
}
