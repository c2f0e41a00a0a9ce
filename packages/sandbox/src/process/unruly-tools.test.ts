import { StepToolHost, tool, type Session, type ToolCall, type ToolHost } from '@agentd/agent-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { pyodideExecutor } from '../pyodide.ts';

class Thrower {
  get secret(): string {
    throw new Error('the getter threw');
  }
}
const cyclic: Record<string, unknown> = {};
cyclic['self'] = cyclic;
let deep: unknown = 1;
for (let depth = 0; depth < 100_000; depth++) deep = [deep];

/** What a tool may do that no tool should; keyed by what it is. */
const deeds: Record<string, () => unknown> = {
  'throws an error': () => {
    throw new Error('it broke');
  },
  'throws what is no error': () => {
    // oxlint-disable-next-line no-throw-literal -- what callers must survive
    throw Object.create(null);
  },
  'gives a function': () => () => 1,
  'gives a big integer': () => 10n,
  'gives a symbol': () => Symbol('s'),
  'gives what refers to itself': () => cyclic,
  'gives what is nested 100,000 deep': () => deep,
  'gives not a number': () => Number.NaN,
  'gives 200 MB': () => 'x'.repeat(200e6),
  'gives an object whose getter throws': () => new Thrower(),
  'gives an object whose own getter throws': () =>
    Object.defineProperty({}, 'x', { enumerable: true, get: () => new Thrower().secret }),
  'gives an object whose toJSON throws': () => ({
    toJSON() {
      throw new Error('toJSON threw');
    },
  }),
  'gives a revoked proxy': () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
};

describe('a tool that', () => {
  let session: Session;
  const unruly = new StepToolHost(
    ['read', 'write'].map((effect) =>
      tool({
        name: `do_${effect}`,
        description: 'Does something unruly.',
        input: z.object({ deed: z.string() }),
        output: z.any(),
        effect: effect === 'read' ? 'read' : 'write',
        execute: ({ deed }) => deeds[deed]?.(),
      }),
    ),
  );
  beforeAll(async () => {
    session = await pyodideExecutor({ toolTimeoutMs: 1_000 }).open({ tools: unruly });
  });
  afterAll(() => session.close());
  const expectAlive = async () => expect((await session.run('6 * 7')).value).toBe('42');

  it.each(Object.keys(deeds))('%s is a tool that failed, to the code and in the result', async (deed) => {
    unruly.beginStep();
    const call = (name: string) => `${name}(${JSON.stringify(deed)})`;
    const caught = await session.run(
      `try: ${call('do_read')}\nexcept RuntimeError as error: print(type(error).__name__)`,
    );
    expect(caught).toMatchObject({ status: 'ok', stdout: 'ToolError\n', toolCalls: [{ error: expect.any(String) }] });
    expect(JSON.stringify(caught).length).toBeLessThan(10_000);
    const [branch] = await session.fork([call('do_write')]);
    if (branch === undefined) throw new Error('fork() gave no branch');
    expect((await session.commit(branch)).toolCalls).toMatchObject([{ tool: 'do_write', error: expect.any(String) }]);
    await expectAlive();
  });
});

describe('what a tool gives', () => {
  const given: Record<string, unknown> = {
    nothing: undefined,
    date: { at: 'now', none: undefined },
    proto: JSON.parse('{"__proto__": {"polluted": 1}, "constructor": 1, "kept": 2}'),
    surrogate: '\ud800',
    zero: -0,
    long: 'é'.repeat(1e6),
    'fifteen MB': 'x'.repeat(15e6),
  };
  let session: Session;
  beforeAll(async () => {
    const give = tool({
      name: 'give',
      description: 'Gives it.',
      input: z.object({ what: z.string() }),
      output: z.any(),
      effect: 'read',
      execute: ({ what }) => given[what],
    });
    session = await pyodideExecutor().open({ tools: new StepToolHost([give]) });
  });
  afterAll(() => session.close());

  it.each([
    ['nothing', 'give("nothing")', undefined],
    ['keys that JavaScript has a meaning for', 'give("proto")["kept"], give("proto")["constructor"]', '(2, 1)'],
    ['half a character', 'give("surrogate")', "'\\ud800'"],
    ['minus zero', 'give("zero") == 0', 'True'],
    ['2 MB of text', 'len(give("long"))', '1000000'],
  ])('arrives as it is: %s', async (_what, code, value) => {
    const result = await session.run(code);
    expect({ status: result.status, value: result.value }).toEqual({ status: 'ok', value });
    expect(result.toolCalls[0]).toHaveProperty('output');
    expect(Object.prototype).not.toHaveProperty('polluted');
    expect(result.toolCalls[0]?.output ?? {}).not.toHaveProperty('polluted');
  });

  it.each([
    ['answers', 'give("fifteen MB")'],
    ['arguments', 'give("x" * 15_000_000)'],
  ])('is refused where the %s of one snippet grow without bounds', async (_what, call) => {
    const { status, error } = await session.run(`for i in range(5): ${call}`);
    expect({ status, error }).toMatchObject({
      status: 'runtime-error',
      error: { type: 'ToolError', message: expect.stringContaining('64 MB') },
    });
    expect((await session.run(call.replace('15_000_000', '15'))).status).toBe('ok');
  });
});

describe('a tool host that breaks its contract', () => {
  /** Puts in what the types forbid. */
  const breaking = (call: ToolCall, output: unknown): ToolCall => Object.assign(call, { output });
  const answers: Record<string, (call: ToolCall) => ToolCall | Promise<ToolCall>> = {
    rejects: () => Promise.reject(new Error('out of order')),
    'rejects with nothing': () => Promise.reject(),
    'answers what throws when it is read': (call) =>
      Object.defineProperty(call, 'error', { get: () => new Thrower().secret }),
    'answers a big integer': (call) => breaking(call, 1n),
    'answers what refers to itself': (call) => breaking(call, cyclic),
    'answers a function': (call) => breaking(call, () => 1),
    'answers an output that throws when it is read': (call) => breaking(call, { toJSON: () => new Thrower().secret }),
  };
  const { tools } = new StepToolHost([
    tool({ name: 'go', description: 'Goes.', input: z.object({}), effect: 'write', execute: () => null }),
  ]);

  it('is to the code a tool that failed', async () => {
    let answer = (call: ToolCall): ToolCall | Promise<ToolCall> => call;
    const host: ToolHost = {
      tools,
      async call({ tool: name, arguments: input, speculative }) {
        const call: ToolCall = { tool: name, arguments: input, effect: 'write', durationMs: 0 };
        return speculative ? { ...call, pending: true } : answer(call);
      },
    };
    const session = await pyodideExecutor().open({ tools: host });
    for (const [name, doIt] of Object.entries(answers)) {
      answer = doIt;
      const result = await session.run('try: go()\nexcept RuntimeError as error: print(type(error).__name__)');
      expect(result, name).toMatchObject({
        status: 'ok',
        stdout: 'ToolError\n',
        toolCalls: [{ error: expect.any(String) }],
      });
      const [branch] = await session.fork(['go()\nx = 1']);
      if (branch === undefined) throw new Error('fork() gave no branch');
      expect((await session.commit(branch)).toolCalls, name).toMatchObject([{ error: expect.any(String) }]);
      expect((await session.run('x')).value).toBe('1');
    }
    await session.close();
  });

  it('that hangs at a commit is given up after the time for tools', async () => {
    const started: string[] = [];
    const deaf = tool({
      name: 'deaf',
      description: 'Never comes back.',
      input: z.object({ name: z.string() }),
      effect: 'write',
      execute: ({ name }) => (started.push(name), new Promise<string>(() => undefined)),
    });
    const session = await pyodideExecutor({ toolTimeoutMs: 200 }).open({ tools: new StepToolHost([deaf]) });
    const [branch] = await session.fork(['x = 1\ndeaf("a")\ndeaf("b")']);
    if (branch === undefined) throw new Error('fork() gave no branch');
    expect((await session.commit(branch)).toolCalls).toMatchObject([
      { error: 'the tools ran longer than 0.2 s' },
      { error: 'not run, because an earlier write failed' },
    ]);
    expect(started).toEqual(['a']);
    expect((await session.run('x')).value).toBe('1');
    await session.close();
  });
});
