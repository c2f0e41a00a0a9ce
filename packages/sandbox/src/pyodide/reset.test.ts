import type { Session } from '@agentd/agent-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pyodideExecutor } from '../pyodide.ts';

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
});
