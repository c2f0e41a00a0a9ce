import { runInContext, createContext } from 'node:vm';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

/** What browsers, Deno, Bun, edge runtimes and Node all have. Nothing of Node's own is among it. */
const webGlobals = {
  AbortController,
  AbortSignal,
  DOMException,
  TextDecoder,
  TextEncoder,
  URL,
  clearTimeout,
  performance,
  queueMicrotask,
  setTimeout,
  structuredClone,
};

/** Bundles a script for browsers, with nothing left outside; a built-in of Node does not resolve. */
async function bundle(script: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: script, resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    conditions: ['@agentd/source'],
    logLevel: 'silent',
  });
  return outputFiles.map(({ text }) => text).join('\n');
}

const script = `
import { Agent, renderAction, tool, AgentdError, parseTrajectory } from '@agentd/agent-core';
import { z } from 'zod';

const turns = [
  { thought: 'I compute.', code: 'print(6 * 7)' },
  { thought: 'I answer.', code: 'final_answer(42)' },
];
const model = {
  id: 'inline',
  capabilities: { n: true, prefill: true, seed: true, logprobs: false, streaming: false },
  async complete() {
    const turn = turns.shift();
    if (turn === undefined) throw new Error('no turn left');
    const completion = { index: 0, text: renderAction(turn), finishReason: 'stop', tokens: 10 };
    return { completions: [completion], usage: { promptTokens: 20, completionTokens: 10 } };
  },
};
const isolation = { label: 'none', layers: [], missing: [] };
const executor = {
  id: 'inline',
  language: 'python',
  isolation,
  async open() {
    const run = async (code) => ({
      status: 'ok',
      stdout: code.startsWith('print') ? '42\\n' : '',
      toolCalls: [],
      durationMs: 0,
      ...(code.startsWith('final_answer') ? { finalAnswer: { text: '42', value: 42 } } : {}),
    });
    return {
      run,
      fork: (codes) => Promise.all(codes.map(async (code) => ({ code, result: await run(code) }))),
      commit: async () => ({ toolCalls: [] }),
      close: async () => undefined,
    };
  },
};
const add = tool({
  name: 'add',
  description: 'Adds two numbers.',
  input: z.object({ a: z.number(), b: z.number() }),
  effect: 'read',
  execute: async ({ a, b }) => a + b,
});

globalThis.result = (async () => {
  const agent = new Agent({ model, executor, tools: [add] });
  const events = [];
  let trajectory;
  for await (const event of agent.stream('What is 6 times 7?')) {
    events.push(event.type);
    if (event.type === 'run-end') trajectory = event.trajectory;
  }
  let refused;
  try {
    new Agent({ model, executor, maxSteps: -1 });
  } catch (error) {
    refused = AgentdError.isInstance(error) && error.code;
  }
  parseTrajectory(JSON.stringify(trajectory));
  return JSON.stringify({ outcome: trajectory.outcome, steps: trajectory.steps.length, last: events.at(-1), refused });
})();
`;

describe('the core without Node', () => {
  it('runs an agent where only web globals exist', async () => {
    const context = createContext({ ...webGlobals });
    runInContext(await bundle(script), context, { timeout: 30_000 });
    const result: unknown = JSON.parse(await runInContext('result', context));
    expect(result).toEqual({
      outcome: { status: 'answered', answer: { text: '42', value: 42 } },
      steps: 2,
      last: 'run-end',
      refused: 'agent/bad-options',
    });
  });

  it('has no Node global to lean on', () => {
    const context = createContext({ ...webGlobals });
    const found: unknown = runInContext('[typeof process, typeof Buffer, typeof require].join()', context);
    expect(found).toBe('undefined,undefined,undefined');
  });

  it('would be caught using a built-in', async () => {
    await expect(bundle(`import { readFileSync } from 'node:fs'; readFileSync('x');`)).rejects.toThrow(/node:fs/);
  });
});
