import { StepToolHost, tool, type Session } from '@agentd/agent-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { quickjsExecutor } from '../quickjs.ts';

describe('tools as JavaScript functions', () => {
  const calls: unknown[] = [];
  const host = new StepToolHost([
    tool({
      name: 'search',
      description: 'Finds things.',
      input: z.object({ query: z.string(), k: z.number().int().default(3), kind: z.enum(['a', 'b']).optional() }),
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
    tool({
      name: 'now',
      description: 'Takes nothing.',
      input: z.object({}),
      effect: 'read',
      execute: () => 'noon',
    }),
  ]);
  let session: Session;
  beforeAll(async () => {
    session = await quickjsExecutor().open({ tools: host });
  });
  afterAll(() => session.close());

  it('take arguments by position, or by name in a single plain object', async () => {
    for (const call of [
      'search("x")',
      'search("y", 1, "b")',
      'search({ query: "z", kind: "a" })',
      'search("v", undefined, "a")',
    ]) {
      expect((await session.run(call)).status, call).toBe('ok');
    }
    expect(calls).toEqual([
      { query: 'x', k: 3 },
      { query: 'y', k: 1, kind: 'b' },
      { query: 'z', k: 3, kind: 'a' },
      { query: 'v', k: 3, kind: 'a' },
    ]);
    expect((await session.run('now()')).value).toBe("'noon'");
    expect((await session.run('[search.name, search.length, typeof search]')).value).toBe(
      "[ 'search', 3, 'function' ]",
    );
  });

  it('refuse with TypeError what they do not take, before it reaches the host', async () => {
    for (const [call, message] of [
      ['search()', 'query'],
      ['search("a", 1, "b", 2)', 'was given 4'],
      ['search({ nothing: 1 })', 'by name'],
      ['search({ query: "a", [Symbol("s")]: 1 })', 'by name'],
      ['search(print)', 'function'],
      ['echo(NaN)', 'NaN'],
      ['echo(10n)', 'BigInt'],
      ['echo(new Map())', 'Map'],
      ['echo([1, , 2])', 'holes'],
      ['echo([{ get x() { return 1; } }])', 'getter'],
      ['echo({ get value() { return 1; } })', 'getter'],
      ['const loop = []; loop.push(loop); echo(loop)', 'deep'],
      ['echo(Array.from({ length: 200000 }, () => 0))', 'too many'],
      ['echo("x".repeat(17_000_000))', '16 MB'],
    ] as const) {
      const result = await session.run(call);
      expect(result, call).toMatchObject({
        status: 'runtime-error',
        error: { type: 'TypeError', line: 1 },
        toolCalls: [],
      });
      expect(result.error?.message, call).toContain(message);
    }
  });

  it('throw ToolError where the host refuses or fails', async () => {
    const result = await session.run('search("a", 1, "c")');
    expect(result).toMatchObject({
      status: 'runtime-error',
      error: { type: 'ToolError', line: 1 },
      toolCalls: [{ error: expect.any(String) }],
    });
    const caught = await session.run(
      'try { search("a", 1, "c") } catch (e) { console.log(e instanceof ToolError, e instanceof Error) }',
    );
    expect(caught.stdout).toBe('true true\n');
  });

  it('take and give every JSON value', async () => {
    for (const value of [
      'null',
      'true',
      '1',
      '-0',
      '-1.5',
      '1e300',
      '2 ** 60',
      '"é\\0\\ud800😀"',
      '[1, [2, {}]]',
      '({ a: { b: [null] } })',
      '""',
    ]) {
      expect(
        (await session.run(`const given = ${value}; JSON.stringify(echo({ value: given })) === JSON.stringify(given)`))
          .value,
        value,
      ).toBe('true');
    }
    expect((await session.run('echo([new Date(0), { left: undefined }])')).value).toBe(
      "[ '1970-01-01T00:00:00.000Z', {} ]",
    );
  });

  it('are there in promises and callbacks, and block until they are answered', async () => {
    expect((await session.run('const all = await Promise.all([1, 2].map(async (n) => echo(n))); all')).value).toBe(
      '[ 1, 2 ]',
    );
  });

  it('come back when code has taken their name', async () => {
    await session.run('const search = () => "made up"');
    expect((await session.run('search("real")')).value).toBe("[ 'real' ]");
  });

  it('may be called a thousand times by one snippet', async () => {
    const { error, toolCalls } = await session.run('for (let i = 0; i < 1001; i++) echo(i)');
    expect(error?.message).toContain('1000 times');
    expect(toolCalls).toHaveLength(1_000);
  });

  it.each(['delete', 'console', 'finalAnswer'])('refuse the name %s, which means something else', async (name) => {
    const odd = tool({ name, description: 'Odd.', input: z.object({}), effect: 'read', execute: () => null });
    const refused = { code: 'executor/bad-tool', message: expect.stringContaining(name) };
    await expect(quickjsExecutor().open({ tools: new StepToolHost([odd]) })).rejects.toMatchObject(refused);
    await expect(session.reset?.({ tools: new StepToolHost([odd]) })).rejects.toMatchObject(refused);
    expect((await session.run('echo(1)')).value).toBe('1');
  });

  it('are not called by what a snippet left behind', async () => {
    const result = await session.run('Promise.resolve().then(() => echo("late")); finalAnswer(1)');
    expect(result.toolCalls).toEqual([]);
    expect((await session.run('1')).toolCalls).toEqual([]);
  });
});
