import { describe, expect, it } from 'vitest';
import { Agent, AgentRunError } from './agent.ts';
import type { AgentEvent } from './agent-events.ts';
import type { AgentOptions } from './agent-options.ts';
import { ModelError } from './errors.ts';
import { compactPrompt } from './prompts/compact.ts';
import { renderAction } from './parser/action-format.ts';
import { scriptedExecutor } from './testing/scripted-executor.ts';
import { scriptedModel, type ScriptedTurn } from './testing/scripted-model.ts';
import { tool } from './tool.ts';
import { parseTrajectory, trajectorySchema } from './trajectory.ts';
import { z } from 'zod';

const act = (code: string) => renderAction({ thought: 'I compute.', code });

function agentWith(turns: readonly ScriptedTurn[], options: Partial<AgentOptions> = {}) {
  const model = scriptedModel(turns);
  const executor = scriptedExecutor((code) => {
    const answer = /^final_answer\((.*)\)$/.exec(code)?.[1];
    if (answer !== undefined) return { finalAnswer: { text: answer } };
    if (code === 'boom') {
      const fault = { type: 'NameError', message: "name 'boom' is not defined", traceback: 'Traceback' };
      return { status: 'runtime-error', error: fault };
    }
    return { stdout: `ran ${code}\n` };
  });
  return { agent: new Agent({ model, executor, prompt: compactPrompt, ...options }), model, executor };
}

describe('the agent loop', () => {
  it('shows each observation to the model and ends with the final answer', async () => {
    const { agent, model, executor } = agentWith([act('x = 1'), act('final_answer(42)')]);
    const trajectory = await agent.run('How many?');
    expect(trajectory.outcome).toEqual({ status: 'answered', answer: { text: '42' } });
    expect(model.requests[1]?.messages).toEqual([
      { role: 'user', content: 'How many?' },
      { role: 'assistant', content: act('x = 1') },
      { role: 'user', content: 'Observation: ran x = 1' },
    ]);
    expect(executor.log).toEqual(['run x = 1', 'run final_answer(42)', 'close']);
  });

  it('goes on after code that failed, with the error as the observation', async () => {
    const { agent } = agentWith([act('boom'), act('final_answer(1)')]);
    const { steps } = await agent.run('q');
    expect(steps[0]?.observation).toBe("Observation: NameError: name 'boom' is not defined");
  });

  it('asks once for an answer without code when the steps are used up, and marks the run', async () => {
    const { agent, executor } = agentWith([act('a'), act('b'), 'Final answer: 7'], { maxSteps: 2 });
    const { outcome, steps } = await agent.run('q');
    expect(steps).toHaveLength(2);
    expect(outcome).toEqual({ status: 'max-steps', answer: { text: '7' } });
    expect(executor.log.filter((line) => line.startsWith('run'))).toHaveLength(2);
  });

  it('has no answer when the last request brings none', async () => {
    const { agent } = agentWith([act('a'), '  '], { maxSteps: 1 });
    expect((await agent.run('q')).outcome).toEqual({ status: 'max-steps' });
  });

  it('makes the first thought, and only the first, begin with the given prefix', async () => {
    const { agent, model } = agentWith([' so I add.\nCode:\n```py\na\n```', act('final_answer(1)')]);
    const { steps } = await agent.run('q', { firstThoughtPrefix: 'Thought: There are two numbers,' });
    expect(model.requests.map(({ prefill }) => prefill)).toEqual(['Thought: There are two numbers,', undefined]);
    expect(steps[0]).toMatchObject({
      prefill: 'Thought: There are two numbers,',
      prefillMethod: 'native',
      thought: 'There are two numbers, so I add.',
    });
  });

  it('gives the same run the same id and another seed another one', async () => {
    const id = async (seed: number) => (await agentWith([act('final_answer(1)')]).agent.run('q', { seed })).id;
    expect(await id(1)).toBe(await id(1));
    expect(await id(1)).not.toBe(await id(2));
  });

  it('writes a trajectory that reads back as it was', async () => {
    const trajectory = await agentWith([act('a'), act('final_answer(1)')]).agent.run('q');
    expect(trajectorySchema.parse(trajectory)).toEqual(trajectory);
    expect(parseTrajectory(JSON.stringify(trajectory))).toEqual(trajectory);
  });

  it('recovers a LaTeX command that Python took for an escape, and says so', async () => {
    const executor = scriptedExecutor(() => ({ finalAnswer: { text: '\boxed{2}', value: '\boxed{2}' } }));
    const { agent } = agentWith([act(String.raw`final_answer("\boxed{2}")`)], { executor });
    expect((await agent.run('q')).outcome.answer).toEqual({
      text: String.raw`\boxed{2}`,
      value: String.raw`\boxed{2}`,
      recoveredFrom: '\boxed{2}',
    });
  });
});

describe('a run that does not finish', () => {
  it('rejects with the steps that were done', async () => {
    const overload = new ModelError('The server is busy.', { code: 'model/rate-limited', isRetryable: true });
    const { agent, executor } = agentWith([act('a'), overload]);
    const error = await agent.run('q').catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(AgentRunError);
    expect(error).toMatchObject({ code: 'model/rate-limited', isRetryable: true, cause: overload });
    expect(error).toMatchObject({ trajectory: { outcome: { status: 'error' }, steps: [{ code: 'a' }] } });
    expect(executor.log.at(-1)).toBe('close');
  });

  it('has no answer that a scorer could take for right', async () => {
    const { agent } = agentWith([]);
    const error = await agent.run('q').catch((caught: unknown) => caught);
    expect(error instanceof AgentRunError && error.trajectory.outcome.answer).toBe(undefined);
  });

  it('ends as aborted, with its steps, when the signal aborts between steps', async () => {
    const controller = new AbortController();
    const { agent, executor } = agentWith([act('a'), act('b'), act('c')]);
    const events: AgentEvent[] = [];
    for await (const event of agent.stream('q', { signal: controller.signal })) {
      events.push(event);
      if (event.type === 'step-end') controller.abort();
    }
    const last = events.at(-1);
    expect(last?.type === 'run-end' && last.trajectory).toMatchObject({
      outcome: { status: 'aborted', error: { code: 'agent/aborted' } },
      steps: [{ code: 'a' }],
    });
    expect(executor.log).toEqual(['run a', 'close']);
  });

  it('closes its session when the caller leaves the stream early', async () => {
    const { agent, executor } = agentWith([act('a'), act('b')]);
    for await (const event of agent.stream('q')) if (event.type === 'step-end') break;
    expect(executor.log).toEqual(['run a', 'close']);
  });
});

describe('bad input', () => {
  const executor = scriptedExecutor(() => ({}));
  const model = scriptedModel([]);

  it.each([
    ['maxSteps', { maxSteps: 0 }],
    ['timeoutMs', { timeoutMs: -5 }],
  ])('names the option: %s', (name, option) => {
    expect(() => new Agent({ model, executor, ...option })).toThrow(name);
  });

  it('refuses two tools of one name', () => {
    const search = tool({ name: 'search', description: '', input: z.object({}), effect: 'read', execute: () => 1 });
    expect(() => new Agent({ model, executor, tools: [search, search] })).toThrow('Two tools are called search');
  });

  it('refuses an empty question before anything starts', async () => {
    await expect(new Agent({ model, executor }).run('  ')).rejects.toMatchObject({ code: 'agent/bad-task' });
    expect(executor.log).toEqual([]);
  });
});

describe('reading a trajectory', () => {
  it('names the line and field of a bad row', () => {
    expect(() => parseTrajectory('{"schemaVersion":1}', 'runs.jsonl:3')).toThrow(/runs\.jsonl:3[\s\S]*task/);
  });

  it('refuses a later schema and says what to do', () => {
    expect(() => parseTrajectory('{"schemaVersion":9}')).toThrow(/schemaVersion 9.*Update/);
  });

  it('says that text is no JSON', () => {
    expect(() => parseTrajectory('{"a')).toThrow('is not JSON');
  });
});
