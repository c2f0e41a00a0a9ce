import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { StepToolHost } from './tool-host.ts';
import { tool } from './tool.ts';

const signal = new AbortController().signal;

function counting(effect: 'read' | 'write', fail = false) {
  const calls: string[] = [];
  const made = tool({
    name: 'look_up',
    description: 'Looks a word up.',
    input: z.object({ word: z.string().describe('the word'), limit: z.int().default(3) }),
    output: z.string(),
    effect,
    execute: ({ word, limit }) => {
      calls.push(word);
      if (fail) throw new Error('no such word');
      return `${word} ${limit}`;
    },
  });
  return { host: new StepToolHost([made]), made, calls };
}

describe('a tool', () => {
  it('is shown as a typed Python signature, required parameters first', () => {
    const { made } = counting('read');
    expect(made.signature).toBe('def look_up(word: str, limit: int = 3) -> str:');
    const other = tool({
      name: 'f',
      description: '',
      input: z.object({
        a: z.array(z.number()).optional(),
        b: z.enum(['x', 'y']),
        c: z.record(z.string(), z.boolean()),
      }),
      effect: 'read',
      execute: () => null,
    });
    expect(other.signature).toBe('def f(b: Literal["x", "y"], c: dict[str, bool], a: list[float] = None) -> object:');
  });

  it.each(['2nd', 'a-b', 'print', 'final_answer', ''])('refuses the name %j', (name) => {
    expect(() => tool({ name, description: '', input: z.object({}), effect: 'read', execute: () => null })).toThrow(
      JSON.stringify(name),
    );
  });

  it('fills in defaults and refuses bad arguments by name', async () => {
    const { made } = counting('read');
    expect(await made.call({ word: 'oak' }, { signal })).toBe('oak 3');
    await expect(made.call({ word: 5 }, { signal })).rejects.toMatchObject({ code: 'tool/bad-arguments' });
  });

  it('refuses an output that is not of the declared type', async () => {
    const wrong = tool({
      name: 'wrong',
      description: '',
      input: z.object({}),
      output: z.string().max(2),
      effect: 'read',
      execute: () => 'long',
    });
    await expect(wrong.call({}, { signal })).rejects.toMatchObject({ code: 'tool/bad-output' });
  });
});

describe('the tool host of a step', () => {
  const request = { tool: 'look_up', arguments: { word: 'oak' }, speculative: true };

  it('runs a read once for equal arguments, also when the calls overlap', async () => {
    const { host, calls } = counting('read');
    const results = await Promise.all([1, 2, 3].map(() => host.call(request, { signal })));
    expect(calls).toEqual(['oak']);
    expect(results.map(({ output, memoised }) => [output, memoised])).toEqual([
      ['oak 3', undefined],
      ['oak 3', true],
      ['oak 3', true],
    ]);
  });

  it('reads anew in the next step', async () => {
    const { host, calls } = counting('read');
    await host.call(request, { signal });
    host.beginStep();
    await host.call(request, { signal });
    expect(calls).toHaveLength(2);
  });

  it('only records a write inside a branch, and runs it outside one', async () => {
    const { host, calls } = counting('write');
    expect(await host.call(request, { signal })).toMatchObject({ pending: true, output: null });
    expect(calls).toEqual([]);
    expect(await host.call({ ...request, speculative: false }, { signal })).toMatchObject({ output: 'oak 3' });
    expect(calls).toEqual(['oak']);
  });

  it('never memoises a write', async () => {
    const { host, calls } = counting('write');
    await host.call({ ...request, speculative: false }, { signal });
    await host.call({ ...request, speculative: false }, { signal });
    expect(calls).toHaveLength(2);
  });

  it('turns a failure into a reply, and tries again at the next call', async () => {
    const { host, calls } = counting('read', true);
    expect(await host.call(request, { signal })).toMatchObject({ error: 'look_up() failed: no such word' });
    await host.call(request, { signal });
    expect(calls).toHaveLength(2);
  });

  it('names the tools there are when one is not known', async () => {
    const { host } = counting('read');
    const reply = await host.call({ ...request, tool: 'nope' }, { signal });
    expect(reply.error).toContain('look_up');
  });
});
