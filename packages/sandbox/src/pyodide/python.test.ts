import type { Session } from '@agentd/agent-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pyodideExecutor } from '../pyodide.ts';

describe('Python in the sandbox', () => {
  let session: Session;
  beforeAll(async () => {
    session = await pyodideExecutor({ timeoutMs: 30_000, fileQuotaMb: 8, outputLimit: 1_000 }).open();
  });
  afterAll(() => session.close());

  const value = async (code: string) => {
    const result = await session.run(code);
    expect(result.error?.traceback).toBeUndefined();
    return result.value ?? result.stdout;
  };

  it('solves with SymPy and computes with mpmath', async () => {
    expect(await value('from sympy import *\nx, y = symbols("x y")\nsolve([x + y - 3, x - y - 1], [x, y])')).toBe(
      '{x: 2, y: 1}',
    );
    expect(await value('integrate(exp(-x**2), (x, -oo, oo))')).toBe('sqrt(pi)');
    expect(await value('factorint(2**67 - 1)')).toBe('{193707721: 1, 761838257287: 1}');
    expect(await value('import mpmath\nmpmath.mp.dps = 30\nstr(mpmath.zeta(3))')).toBe(
      "'1.20205690315959428539973816151'",
    );
  });

  it.each(
    'math itertools fractions random re datetime collections statistics decimal functools json string heapq bisect operator copy typing dataclasses cmath numbers textwrap calendar time csv io hashlib sqlite3 unittest zlib xml.etree.ElementTree urllib.parse email asyncio concurrent.futures threading secrets uuid pprint enum abc contextlib inspect timeit array struct base64 html zoneinfo graphlib difflib ast dis pickle'.split(
      ' ',
    ),
  )('imports %s', async (module) => {
    expect(await value(`import ${module}\n${module.split('.')[0]} is not None`)).toBe('True');
  });

  it('says which module is missing', async () => {
    expect(await session.run('import numpy')).toMatchObject({
      status: 'runtime-error',
      error: { type: 'ModuleNotFoundError', message: "No module named 'numpy' (it is not available in this sandbox)" },
    });
  });

  it('is a notebook: classes can be pickled, __name__ is __main__, source lines are known', async () => {
    await session.run(
      'from dataclasses import dataclass\n@dataclass\nclass Point:\n    x: int\ndef double(n):\n    return 2 * n',
    );
    expect(await value('import pickle\npickle.loads(pickle.dumps(Point(3)))')).toBe('Point(x=3)');
    expect(await value('import inspect\ninspect.getsource(double)')).toBe("'def double(n):\\n    return 2 * n\\n'");
    expect(await value('__name__')).toBe("'__main__'");
    expect(await value("if __name__ == '__main__': print('main')")).toBe('main\n');
  });

  it('runs coroutines', async () => {
    const code =
      'import asyncio\nasync def one(n):\n    await asyncio.sleep(0.01)\n    return n\nasync def main():\n    return await asyncio.gather(one(1), one(2))\nasyncio.run(main())';
    expect(await value(code)).toBe('[1, 2]');
  });

  it('ends well at exit(), and with an error at exit(3)', async () => {
    expect(await session.run('print(1)\nexit()\nprint(2)')).toMatchObject({ status: 'ok', stdout: '1\n' });
    expect(await session.run('exit(3)')).toMatchObject({
      status: 'runtime-error',
      error: { type: 'SystemExit', message: '3' },
    });
  });

  it('has no input', async () => {
    expect(await session.run('input("Name? ")')).toMatchObject({
      status: 'runtime-error',
      stdout: 'Name? ',
      error: { type: 'EOFError' },
    });
  });

  it('shows standard error with standard output, and no warnings', async () => {
    expect(await value('import sys, warnings\nwarnings.warn("hush")\nprint("\\d", file=sys.stderr)')).toBe('\\d\n');
    expect(await value('sys.stdout.buffer.write("é".encode())\nsys.stdout.writelines(["a", "b"])')).toBe('éab');
  });

  it('shows the lines of earlier steps in a traceback', async () => {
    await session.run('def fail():\n    return sympy_undefined');
    expect((await session.run('fail()')).error?.traceback).toMatch(
      /in <module>\n {4}fail\(\)\n {4}~~~~\^\^\n.*in fail\n {4}return sympy_undefined\n {11}\^+\nNameError/,
    );
  });

  it('refuses what is no text of a program', async () => {
    for (const code of ['x = "\0"', '"\ud800"', `${'('.repeat(3_000)}`])
      expect((await session.run(code)).status).toBe('syntax-error');
  });

  it('contains what describing a value or an error does', async () => {
    expect(await value('class Odd:\n    def __repr__(self): raise KeyError("no")\nOdd()')).toBe(
      '<repr() failed: KeyError>',
    );
    const raised = await session.run('class Bad(Exception):\n    def __str__(self): raise KeyError("no")\nraise Bad()');
    expect(raised).toMatchObject({
      status: 'runtime-error',
      error: { type: 'Bad', message: '<exception str() failed>' },
    });
    const endless = await session.run('class Slow:\n    def __repr__(self):\n        while True: pass\nSlow()', {
      timeoutMs: 200,
    });
    expect(endless.status).toBe('timeout');
    expect((await session.run('final_answer(Odd())')).finalAnswer).toEqual({ text: '<str() failed: KeyError>' });
  });

  it('restores final_answer when a variable has taken its name, and still knows the variable', async () => {
    await session.run('final_answer = 42');
    expect((await session.run('final_answer(final_answer)')).finalAnswer).toEqual({ text: '42', value: 42 });
    expect((await session.run('final_answer(7)')).finalAnswer).toEqual({ text: '7', value: 7 });
  });

  it('bounds what files may hold, and gives the space back', async () => {
    const full = await session.run('open("big", "wb").write(b"x" * 9_000_000)');
    expect(full.error?.message).toContain('No space left');
    expect(
      await value(
        'import os\nfor i in range(20):\n    _ = open("part", "wb").write(b"x" * 5_000_000)\nos.path.getsize("part")',
      ),
    ).toBe('5000000');
    expect((await session.run('open("more", "wb").write(b"x" * 5_000_000)')).status).toBe('runtime-error');
    expect((await session.run('os.truncate("more", 50_000_000)')).status).toBe('runtime-error');
    expect(await value('os.remove("part")\nopen("more", "wb").write(b"x" * 5_000_000)')).toBe('5000000');
    const many = await session.run('import tempfile\nfor i in range(50_000): open(f"/tmp/{i}", "w").close()');
    expect(many.error?.message).toContain('No space left');
  });

  it('keeps its libraries safe from being overwritten', async () => {
    for (const file of ['python314.zip', 'packages.zip']) {
      expect((await session.run(`with open("/lib/${file}", "r+b") as library: library.write(b"x")`)).status).toBe(
        'runtime-error',
      );
      expect((await session.run(`import os; os.truncate("/lib/${file}", 0)`)).status).toBe('runtime-error');
    }
    expect(await value('import colorsys; colorsys.rgb_to_hsv(1, 0, 0)')).toBe('(0.0, 1.0, 1)');
  });

  it('cuts output at the limit that was set', async () => {
    const { stdout } = await session.run('for i in range(1000): print(i)');
    expect(stdout.length).toBeLessThan(1_100);
    expect(stdout).toMatch(/^0\n1\n/);
    expect(stdout).toMatch(/999\n$/);
    expect((await session.run('print("x" * 1000, end="")')).stdout).toBe('x'.repeat(1_000));
  });
});

describe('seeds', () => {
  const draw = async (seed?: number | 'random') => {
    const session = await pyodideExecutor(seed === undefined ? {} : { seed }).open();
    const { value } = await session.run(
      'import random, os, uuid\n[random.random(), os.urandom(3), uuid.uuid4().hex, hash("text"), list({"a", "b", "c"})]',
    );
    await session.close();
    return value;
  };

  it('make sessions repeatable by default, and differ when asked', async () => {
    const [first, again, other, random] = await Promise.all([draw(), draw(0), draw(1), draw('random')]);
    expect(first).toBe(again);
    expect(other).not.toBe(first);
    expect(random).not.toBe(first);
  });
});
