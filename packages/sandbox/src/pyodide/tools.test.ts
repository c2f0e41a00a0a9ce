import { StepToolHost, tool, type Session } from '@agentd/agent-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { pyodideExecutor } from '../pyodide.ts';

describe('tools as Python functions', () => {
  const calls: unknown[] = [];
  const host = new StepToolHost([
    tool({
      name: 'search',
      description: 'Finds "things".\nReally.',
      input: z.object({ query: z.string(), k: z.number().int().default(3), kind: z.enum(['a', 'b']).optional() }),
      output: z.array(z.string()),
      effect: 'read',
      execute: (input) => (calls.push(input), [input.query]),
    }),
    tool({
      name: 'echo',
      description: 'Gives it back.',
      input: z.object({ value: z.json() }),
      effect: 'read',
      execute: ({ value }) => value,
    }),
  ]);
  let session: Session;
  beforeAll(async () => {
    session = await pyodideExecutor().open({ tools: host });
  });
  afterAll(() => session.close());

  it('have a signature, defaults and a docstring', async () => {
    expect((await session.run('import inspect\nstr(inspect.signature(search)), search.__doc__')).value).toContain(
      "(query: str, k: int = 3, kind: Literal['a', 'b'] = None) -> list[str]",
    );
    expect((await session.run('search("x")')).value).toBe("['x']");
    await session.run('search("y", kind="b", k=1)');
    expect(calls).toEqual([
      { query: 'x', k: 3 },
      { query: 'y', k: 1, kind: 'b' },
    ]);
  });

  it('refuse in Python what they do not take', async () => {
    for (const call of [
      'search()',
      'search("a", 1, "b", 2)',
      'search(nothing=1)',
      'search(print)',
      'echo(float("nan"))',
      'echo(2**60)',
      'echo({1: 2})',
    ]) {
      expect(await session.run(call), call).toMatchObject({
        status: 'runtime-error',
        error: { type: 'TypeError' },
        toolCalls: [],
      });
    }
    expect(await session.run('search("a", kind="c")')).toMatchObject({
      error: { type: 'ToolError' },
      toolCalls: [{ error: expect.any(String) }],
    });
  });

  it('take and give every JSON value', async () => {
    const values = [
      'None',
      'True',
      '1',
      '-1.5',
      '1e300',
      '"é\\0\\ud800"',
      '[1, [2, {}]]',
      '{"a": {"b": [None]}}',
      '""',
    ];
    for (const value of values) expect((await session.run(`echo(${value}) == ${value}`)).value, value).toBe('True');
    expect(
      (
        await session.run(
          'import sympy\nfrom fractions import Fraction\necho(sympy.Integer(3)), echo(sympy.Rational(1, 2)), echo((1, 2)), echo(Fraction(1, 4))',
        )
      ).value,
    ).toBe('(3, 0.5, [1, 2], 0.25)');
  });

  it('come back when code has taken their name', async () => {
    await session.run('def search(query): return "made up"');
    expect((await session.run('search("real")')).value).toBe("['real']");
  });

  it('may be called a thousand times by one snippet', async () => {
    const { error, toolCalls } = await session.run('for i in range(1001): echo(i)');
    expect(error?.message).toContain('1000 times');
    expect(toolCalls).toHaveLength(1_000);
    expect((await session.run('echo("x" * 17_000_000)')).error).toMatchObject({ type: 'TypeError' });
  });

  it('are given up when they take too long, even if they do not heed their signal', async () => {
    const deaf = tool({
      name: 'deaf',
      description: 'Never comes back.',
      input: z.object({}),
      effect: 'read',
      execute: () => new Promise<string>(() => undefined),
    });
    const waiting = await pyodideExecutor({ toolTimeoutMs: 200 }).open({ tools: new StepToolHost([deaf]) });
    expect(await waiting.run('x = 1\ndeaf()')).toMatchObject({
      status: 'timeout',
      error: { message: 'the tools ran longer than 0.2 s' },
    });
    expect((await waiting.run('"x" in globals()')).value).toBe('False');
    await waiting.close();
  });

  it.each(['not-a-name', 'class', '1st'])(
    'refuse an argument named %s, which Python cannot write',
    async (argument) => {
      const odd = tool({
        name: 'odd',
        description: 'Has an odd argument.',
        input: z.object({ [argument]: z.string() }),
        effect: 'read',
        execute: () => null,
      });
      await expect(pyodideExecutor().open({ tools: new StepToolHost([odd]) })).rejects.toMatchObject({
        code: 'executor/bad-tool',
        message: expect.stringContaining(argument),
      });
    },
  );

  it('answer a call that has none to answer it with an error', async () => {
    const bare = await pyodideExecutor().open();
    const result = await bare.run(`import os, json
device = os.open('/dev/host', os.O_RDWR)
os.write(device, b'{"tool": "search", "arguments": {}}')
json.loads(os.read(device, 1000))`);
    expect(result.value).toContain('no tools');
    await bare.close();
  });
});
