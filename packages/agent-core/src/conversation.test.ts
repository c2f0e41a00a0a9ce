import { describe, expect, it } from 'vitest';
import { conversation } from './conversation.ts';
import { agentPrompt } from './prompts/agent.ts';
import { compactPrompt } from './prompts/compact.ts';
import { compactCotPrompt, cotPrompt } from './prompts/cot.ts';
import type { ExecutionResult } from './executor.ts';
import { tool } from './tool.ts';
import { z } from 'zod';

const ok: ExecutionResult = { status: 'ok', stdout: '', toolCalls: [], durationMs: 1 };
const search = tool({
  name: 'web_search',
  description: 'Finds passages.',
  input: z.object({ query: z.string().describe('what to look for') }),
  output: z.string(),
  effect: 'read',
  execute: () => '',
});

describe('the conversation', () => {
  it('has no observation turn after the final answer', () => {
    const opening = [{ role: 'user' as const, content: 'q' }];
    const steps = [
      { text: 'one', observation: 'Observation: 1' },
      { text: 'two', observation: '' },
    ];
    expect(conversation(opening, steps).map(({ role, content }) => `${role} ${content}`)).toEqual([
      'user q',
      'assistant one',
      'user Observation: 1',
      'assistant two',
    ]);
  });
});

describe('the compact prompt', () => {
  const observe = (execution: ExecutionResult | undefined, commitErrors: string[] = []) =>
    compactPrompt.observation({ execution, commitErrors, limit: 1000 });

  it('is the bare question', () => {
    expect(compactPrompt.opening('Why?', [search])).toEqual([{ role: 'user', content: 'Why?' }]);
  });

  it('shows what was printed and the value of the last expression', () => {
    expect(observe({ ...ok, stdout: '3\n' })).toBe('Observation: 3');
    expect(observe({ ...ok, value: '4' })).toBe('Observation: 4');
    expect(observe({ ...ok, stdout: '3\n', value: '4' })).toBe('Observation: 3\n4');
    expect(observe(ok)).toBe('Observation: no output');
  });

  it('shows output before the error, and errors of writes', () => {
    const error = { type: 'ZeroDivisionError', message: 'division by zero', traceback: 'long' };
    expect(observe({ ...ok, status: 'runtime-error', stdout: 'a\n', error })).toBe(
      'Observation: a\nZeroDivisionError: division by zero',
    );
    expect(observe(ok, ['send failed: offline'])).toBe('Observation: send failed: offline');
    expect(observe(undefined)).toBe('Observation: no code block');
  });

  it('cuts long output in the middle', () => {
    const text = compactPrompt.observation({
      execution: { ...ok, stdout: `begin${'x'.repeat(5000)}end` },
      commitErrors: [],
      limit: 200,
    });
    expect(text.length).toBeLessThan(300);
    expect(text).toMatch(/^Observation: begin[\s\S]*end$/);
  });
});

describe('the agent prompt', () => {
  const systemOf = (prompt = agentPrompt(), tools = [search]) => prompt.opening('Why?', tools)[0]?.content ?? '';

  it('shows tools as Python, with what their arguments mean', () => {
    expect(systemOf()).toContain('def web_search(query: str) -> str:');
    expect(systemOf()).toContain('query: what to look for');
  });

  it('shows a search demonstration only where there is search', () => {
    expect(systemOf()).toContain('Rusalka');
    expect(systemOf(agentPrompt(), [])).not.toContain('Rusalka');
  });

  it('shows no demonstration where none is wanted, and has a name of its own then', () => {
    const bare = agentPrompt({ demonstrations: false });
    expect(systemOf(bare)).not.toContain('posters');
    expect(systemOf()).toContain('posters');
    expect(bare.name).not.toBe(agentPrompt().name);
  });

  it('tells the model the traceback of code that failed', () => {
    const text = agentPrompt().observation({
      execution: {
        ...ok,
        status: 'runtime-error',
        error: { type: 'KeyError', message: "'a'", traceback: "line 2, in f\nKeyError: 'a'" },
      },
      commitErrors: [],
      limit: 1000,
    });
    expect(text).toContain("line 2, in f\nKeyError: 'a'");
  });
});

describe('the chain-of-thought prompts', () => {
  it.each([cotPrompt, compactCotPrompt])('$name puts passages before the question', (prompt) => {
    const user = prompt.opening('Who?', [{ title: 'Oslo', text: 'A city.' }]).at(-1);
    expect(user?.content).toMatch(/\[1\] Oslo\nA city\.\n\nWho\?$/);
    expect(prompt.opening('Who?').at(-1)?.content).toBe('Who?');
  });
});
