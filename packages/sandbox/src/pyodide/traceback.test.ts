import { readFileSync } from 'node:fs';
import { StepToolHost, tool, type Session } from '@agentd/agent-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { pyodideExecutor } from '../pyodide.ts';

/** Code, and what CPython 3.14 prints when a file `<step 1>` holds it. */
const cases = readFileSync(new URL('tracebacks.txt', import.meta.url), 'utf8')
  .split(/^=== /m)
  .slice(1)
  .map((text): readonly string[] => /^(.*)\n([^]*)\n--- prints\n([^]*)\n$/.exec(text)?.slice(1) ?? []);

describe('tracebacks', () => {
  let session: Session;
  const failing = tool({
    name: 'fetch_page',
    description: 'Fails.',
    input: z.object({ url: z.string() }),
    effect: 'read',
    execute: () => {
      throw new Error('no such page');
    },
  });
  beforeAll(async () => {
    session = await pyodideExecutor({ timeoutMs: 30_000 }).open({ tools: new StepToolHost([failing]) });
  });
  afterAll(() => session.close());

  // In branches of a fresh state, so that each snippet is the first step.
  const error = async (code: string) => (await session.fork([code]))[0]?.result.error;

  it.each(cases)("read as Python's: %s", async (_what, code, traceback) => {
    expect((await error(code ?? ''))?.traceback).toBe(traceback);
  });

  it('hold the frames of the agent and none of libraries, tools and the harness', async () => {
    const traced = async (code: string) => [...((await error(code))?.traceback.matchAll(/File "(.*)", line/g) ?? [])];
    const files = async (code: string) => (await traced(code)).map(([, file]) => file);
    expect(await files('import json\njson.loads("{")')).toEqual(['<step 1>']);
    expect(await files('import sympy\nsympy.solve(lambda: 1, object())')).toEqual(['<step 1>']);
    expect(await files('import functools\nfunctools.reduce(lambda a, b: a / b, [1, 0])')).toHaveLength(2);
    expect(await files('fetch_page("a", "b")')).toEqual(['<step 1>']);
    expect(await files('fetch_page("a")')).toEqual(['<step 1>']);
    expect(await files('fetch_page({1, 1j})')).toEqual(['<step 1>']);
    expect(await files('open("own.py", "w").write("1 / 0")\nimport own')).toEqual([
      '<step 1>',
      expect.stringMatching(/own\.py$/),
    ]);
  });

  it('stay short when there are many frames', async () => {
    const endless = await error('def again(n): return again(n + 1)\nagain(0)');
    expect(endless).toMatchObject({ type: 'RecursionError', line: 1 });
    expect(endless?.traceback).toMatch(/\n {2}\[Previous line repeated 9\d\d more times\]\nRecursionError: /);
    const two = await error('def even(n): return odd(n)\ndef odd(n): return even(n)\neven(0)');
    expect(two?.traceback).toMatch(/\n {2}\[9\d\d frames left out\]\n/);
    expect(two?.traceback.length).toBeLessThan(3_000);
  });

  it('name the line, and give the message with its hint', async () => {
    expect(await error('import math\n\nmath.sqt(2)')).toMatchObject({
      line: 3,
      message: "module 'math' has no attribute 'sqt'. Did you mean: 'sqrt'?",
    });
    expect(await error('x = 1\nwhille x: pass')).toMatchObject({
      line: 2,
      message: "invalid syntax. Did you mean 'while'?",
    });
  });

  it('stay within the limit, whatever a message says of itself', async () => {
    const told = await error(
      'class Text(str):\n    def __len__(self): return 0\nclass Bad(Exception):\n    def __str__(self): return Text("x" * 10**6)\nraise Bad',
    );
    expect(told?.message.length).toBeLessThan(30_000);
    expect(told?.traceback.length).toBeLessThan(30_000);
    expect((await error('raise SyntaxError'))?.traceback).toMatch(
      /SyntaxError: None$|SyntaxError: <no detail available>$/,
    );
  });

  it('are not changed by what code does to the modules that make them', async () => {
    await session.run('import ast, linecache, textwrap, traceback');
    const [own, beyond] = await session.fork([
      'linecache.clearcache()\nlinecache.getline = textwrap.dedent = textwrap.indent = traceback.TracebackException = None\n1 / 0',
      'ast.parse = None\n1 / 0',
    ]);
    expect(own?.result.error?.traceback).toMatch(
      /in <module>\n {4}1 \/ 0\n {4}~~\^~~\nZeroDivisionError: division by zero$/,
    );
    expect(beyond?.result.error?.traceback).toBe('ZeroDivisionError: division by zero');
  });
});
