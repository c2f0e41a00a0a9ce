import { StepToolHost, tool, type Session } from '@agentd/agent-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { pyodideExecutor } from '../pyodide.ts';

const greet = (greeting: string) =>
  new StepToolHost([
    tool({
      name: 'greet',
      description: 'Greets.',
      input: z.object({ name: z.string() }),
      effect: 'read',
      execute: ({ name }) => `${greeting} ${name}`,
    }),
  ]);

describe('a session that is reset', () => {
  let session: Session;
  let fresh: string | undefined;
  const probe =
    'import os, random, sys\nprint(sorted(globals()), sorted(sys.modules)[:50], random.random(), os.urandom(4), os.listdir("."))';

  beforeAll(async () => {
    session = await pyodideExecutor({ timeoutMs: 2_000 }).open();
    fresh = (await session.run(probe)).stdout;
  });
  afterAll(() => session.close());

  it('is as it was when it was opened, whatever was done', async () => {
    for (const deed of [
      'x = [bytearray(10**6) for _ in range(60)]\nopen("left.txt", "w").write("x")',
      'import sys, json\nsys.modules.clear()\njson.dumps = None\nimport builtins\nbuiltins.len = None',
      'while True: pass',
      'hoard = []\nwhile True: hoard.append(bytearray(10**7))',
    ]) {
      await session.run(deed);
      const [branch] = await session.fork(['y = "a" * 10**6']);
      if (branch !== undefined) await session.commit(branch);
      await session.reset?.();
      expect((await session.run(probe)).stdout).toBe(fresh);
    }
  });

  it('has the tools of the reset and not the ones before', async () => {
    await session.reset?.({ tools: greet('hello') });
    expect((await session.run('greet("Ada")')).value).toBe("'hello Ada'");
    await session.reset?.({ tools: greet('good day') });
    expect((await session.run('greet("Ada")')).value).toBe("'good day Ada'");
    await session.reset?.();
    expect((await session.run('greet("Ada")')).error?.type).toBe('NameError');
  });

  it('refuses a branch from before', async () => {
    const [branch] = await session.fork(['z = 1']);
    await session.reset?.();
    if (branch === undefined) throw new Error('fork() gave no branch');
    await expect(session.commit(branch)).rejects.toMatchObject({ code: 'executor/stale-branch' });
  });

  it('tells what memory it holds', async () => {
    const { memoryBytes = 0 } = (await session.reset?.()) ?? {};
    expect(memoryBytes).toBeGreaterThan(50e6);
    expect(memoryBytes).toBeLessThan(1e9);
  });
});
