import { StepToolHost, tool, type Session } from '@agentd/agent-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { nativeExecutor } from '../native.ts';
import { describeWhere } from './test-support.ts';

const greet = tool({
  name: 'greet',
  description: 'Greets.',
  input: z.object({ name: z.string() }),
  effect: 'read',
  execute: ({ name }) => `hello ${name}`,
});

describeWhere({}, () => {
  describe('Python as it is', () => {
    let session: Session;
    beforeAll(async () => {
      session = await nativeExecutor({ fileQuotaMb: 8, outputLimit: 1_000 }).open({ tools: new StepToolHost([greet]) });
    });
    afterAll(() => session.close());

    const value = async (code: string) => {
      const result = await session.run(code);
      expect(result.error?.traceback).toBeUndefined();
      return result.value ?? result.stdout;
    };

    it('is a notebook: classes can be pickled, __name__ is __main__, source lines are known, modules can be written', async () => {
      await session.run(
        'from dataclasses import dataclass\n@dataclass\nclass Point:\n    x: int\ndef double(n):\n    return 2 * n',
      );
      expect(await value('import pickle\npickle.loads(pickle.dumps(Point(3)))')).toBe('Point(x=3)');
      expect(await value('import inspect\ninspect.getsource(double)')).toBe("'def double(n):\\n    return 2 * n\\n'");
      expect(await value('__name__, double.__module__')).toBe("('__main__', '__main__')");
      expect(await value('with open("own.py", "w") as file: _ = file.write("x = 5")\nimport own\nown.x')).toBe('5');
    });

    it('runs coroutines, and a data base from snippet to snippet', async () => {
      const code =
        'import asyncio\nasync def one(n):\n    await asyncio.sleep(0.01)\n    return n\nasync def main():\n    return await asyncio.gather(one(1), one(2))\nasyncio.run(main())';
      expect(await value(code)).toBe('[1, 2]');
      await session.run('import sqlite3\nbase = sqlite3.connect(":memory:")\n_ = base.execute("create table t (x)")');
      const insert =
        'base.execute("insert into t values (1)")\nbase.commit()\nbase.execute("select count(*) from t").fetchone()';
      expect((await session.fork([insert, insert])).map(({ result }) => result.value)).toEqual(['(1,)', '(1,)']);
    });

    it('ends well at exit(), and with an error at exit(3)', async () => {
      expect((await session.run('print("a")\nexit()')).status).toBe('ok');
      expect((await session.run('exit(3)')).status).toBe('runtime-error');
      expect((await session.run('input()')).error?.type).toBe('EOFError');
    });

    it('shows tracebacks without frames of libraries and of the executor', async () => {
      const { error } = await session.run('import json\ndef read(text):\n    return json.loads(text)\nread("{")');
      expect(error).toMatchObject({ line: 3 });
      expect(error?.traceback).toMatch(
        /^Traceback \(most recent call last\):\n {2}File "<step \d+>", line 4, in <module>/,
      );
      expect(error?.traceback).not.toMatch(/json\/|<seal>|<execute>|server\.py/);
      expect((await session.run('greet(5)')).error?.traceback).not.toMatch(/<tool|<seal>|<protocol>/);
    });

    it('gives what C code writes to the standard output, within the limit', async () => {
      expect(
        (await session.run('import os\nprint("a")\nos.write(1, b"b\\n")\nos.write(2, b"c\\n")\nNone')).stdout,
      ).toBe('a\nb\nc\n');
      expect((await session.run('import ctypes\nctypes.CDLL(None).puts(b"from C")\nNone')).stdout).toBe('from C\n');
      expect((await session.run('import sys\nprint("plain", file=sys.__stdout__)')).stdout).toBe('plain\n');
      const { stdout } = await session.run('for i in range(1000): os.write(1, b"x" * 60)');
      expect(stdout).toMatch(/^x+\n\.\.\. \[\d+ characters left out\] \.\.\.\nx+$/);
      expect((await session.run('print("next")')).stdout).toBe('next\n');
    });

    it('bounds what files may hold, and gives the space back', async () => {
      const full = await session.run('open("big", "wb").write(b"x" * 9_000_000)');
      expect(full).toMatchObject({ status: 'runtime-error', error: { type: 'OSError' } });
      const parts = 'for i in range(3):\n    with open(f"part{i}", "wb") as file: _ = file.write(b"x" * 4_000_000)';
      expect((await session.run(parts)).error?.message).toContain('No space left');
      await session.run('import os, glob\nfor name in glob.glob("part*") + ["big"]: os.remove(name)');
      expect(await value('open("more", "wb").write(b"x" * 5_000_000)')).toBe('5000000');
      const [many] = await session.fork(['for i in range(50_000): open(f"/tmp/{i}", "w").close()']);
      expect(many?.result.error?.message).toContain('No space left');
      expect((await session.run('open("/usr/lib/new", "w")')).error?.message).toContain('Read-only');
    });

    it('bounds memory also where no Python object asks for it, and goes on', async () => {
      expect((await session.run('import ctypes\nx = (ctypes.c_char * 10**10)()')).status).toBe('memory');
      expect(await value('1 + 1')).toBe('2');
    });

    it('crashes as what it is, and goes on from before', async () => {
      await session.run('kept = 1');
      for (const crash of ['import os\nos._exit(3)', 'import ctypes\nctypes.string_at(0)', 'import os\nos.abort()']) {
        expect(await session.run(`kept = 2\n${crash}`)).toMatchObject({
          status: 'runtime-error',
          error: { type: 'SystemError', message: expect.stringContaining('crashed') },
        });
      }
      expect(await value('kept')).toBe('1');
    });

    it('lets the host reset it to how it was opened', async () => {
      const probe =
        'import os, random, sys\nprint(sorted(globals()), len(sys.modules), random.random(), os.urandom(4), os.listdir("."))';
      await session.reset?.();
      const fresh = (await session.run(probe)).stdout;
      await session.run('import sys, json\nsys.modules.clear()\njson.dumps = None\nopen("left", "w").close()');
      await session.reset?.();
      expect((await session.run(probe)).stdout).toBe(fresh);
    });
  });

  it('draws the same random numbers in every session with the same seed', async () => {
    const draw = async (seed: number | 'random') => {
      const session = await nativeExecutor({ seed }).open();
      const code =
        'import random, os, uuid, secrets\n[random.random(), os.urandom(3), uuid.uuid4().hex, secrets.token_hex(4), hash("text"), list({"a", "b", "c"})]';
      const values = [...(await session.fork([code, code])), { result: await session.run(code) }];
      await session.close();
      expect(new Set(values.map(({ result }) => result.value)).size).toBe(1);
      return values[0]?.result.value;
    };
    const [first, again, other, random] = await Promise.all([draw(0), draw(0), draw(1), draw('random')]);
    expect(first).toBe(again);
    expect(other).not.toBe(first);
    expect(random).not.toBe(first);
  });
});

const numpy = await installed('numpy');

async function installed(module: string): Promise<boolean> {
  try {
    await (await nativeExecutor({ preload: [module] }).open()).close();
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!numpy)('numpy of the machine (skipped where it is not installed)', () => {
  it('is there at once, seeded, and computes', async () => {
    const session = await nativeExecutor({ preload: ['numpy'] }).open();
    const code =
      'import sys\nloaded = "numpy" in sys.modules\nimport numpy as np\nloaded, np.random.rand(), np.random.default_rng().random()';
    const [one, two] = await session.fork([code, code]);
    expect(one?.result.value).toMatch(/^\(True, /);
    expect(two?.result.value).toBe(one?.result.value);
    expect((await session.run('import numpy as np\nnp.linalg.solve([[2.0, 0], [0, 4]], [2, 4]).tolist()')).value).toBe(
      '[1.0, 1.0]',
    );
    expect((await session.run('np.ones((200, 200)) @ np.ones((200, 200))')).status).toBe('ok');
    await session.close();
  });
});
