import { Agent, compactPrompt, ModelError, renderAction, tool, type AgentEvent, type Step } from '@agentd/agent-core';
import { describeStepDecoder, scriptedModel, type ScriptedTurn } from '@agentd/agent-core/testing';
import { executorPool } from '@agentd/sandbox';
import { pyodideExecutor } from '@agentd/sandbox/pyodide';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { SagDecoder } from './sag-decoder.ts';
import type { SagOptions } from './sag-options.ts';

// One session, reset from test to test, instead of a new one for each.
const executor = executorPool(pyodideExecutor(), { maxSessions: 1, warmSpares: 0 });
afterAll(() => executor.close?.());

const act = (code: string, thought = 'I compute.') => renderAction({ thought, code });
const answers = (...texts: string[]) => texts.map((text) => act(`final_answer(${JSON.stringify(text)})`));

interface Setup extends SagOptions {
  tools?: ReturnType<typeof tool>[];
  maxSteps?: number;
}

async function run(turns: readonly ScriptedTurn[], { tools = [], maxSteps = 5, ...sag }: Setup = {}) {
  const model = scriptedModel(turns);
  const decoder = new SagDecoder({ samples: 4, preset: 'paper', ...sag });
  const agent = new Agent({ model, executor, tools, decoder, prompt: compactPrompt, maxSteps });
  const events: AgentEvent[] = [];
  for await (const event of agent.stream('q')) events.push(event);
  const last = events.at(-1);
  if (last?.type !== 'run-end') throw new Error('the run has no end');
  return { model, events, trajectory: last.trajectory, outcome: last.trajectory.outcome, steps: last.trajectory.steps };
}

const statuses = (step: Step | undefined) => step?.candidates.map(({ status }) => status);

describeStepDecoder(
  'SAG',
  () => new SagDecoder({ samples: 1, repairRound: false }),
  () => executorPool(pyodideExecutor(), { maxSessions: 1, warmSpares: 0 }),
);

describe('voting on real outcomes', () => {
  it('elects B of A, B, B, B by the final answer, not by printed text', async () => {
    const { outcome } = await run([answers('A', 'B', 'B', 'B')]);
    expect(outcome.answer?.text).toBe('B');
  });

  it('votes on the value of the last expression', async () => {
    const { steps } = await run([[act('1'), act('2'), act('2'), act('1 + 1')], answers('x', 'x', 'x', 'x')]);
    expect(steps[0]).toMatchObject({ elected: 1, observation: 'Observation: 2' });
  });

  it('drops candidates that do not parse, fail to run, or hold no code', async () => {
    const turn = [act('x = = 1'), act('print(missing)'), 'I give up.', act('final_answer(3)')];
    const { outcome, steps } = await run([turn]);
    expect(statuses(steps[0])).toEqual(['syntax-error', 'runtime-error', 'no-code', 'ok']);
    expect(outcome.answer?.text).toBe('3');
  });

  it('does not let a crash vote, not even with the text None', async () => {
    const crash = act('print(None); raise ValueError("no")');
    const { outcome } = await run([[crash, crash, crash, act('final_answer(1)')]]);
    expect(outcome.answer?.text).toBe('1');
  });
});

describe('state', () => {
  it("keeps the winner's variables and none of a loser's", async () => {
    const first = [
      act('loser = 1\nprint("a")'),
      act('winner = 2\nprint("b")'),
      act('winner = 2\nprint("b")'),
      act('print("b")'),
    ];
    const probe = act('final_answer(str("winner" in globals()) + str("loser" in globals()))');
    const { outcome } = await run([first, probe]);
    expect(outcome.answer?.text).toBe('TrueFalse');
  });

  it('does not run the winner again when its state is taken over', async () => {
    const setup = act('import itertools\ncounter = itertools.count()\nprint("ready")');
    const draw = act('drawn = next(counter)\nprint(drawn)');
    const { outcome } = await run([setup, draw, act('final_answer(drawn * 10 + next(counter))')]);
    expect(outcome.answer?.text).toBe('1');
  });

  it('runs identical code once', async () => {
    const { steps } = await run([
      [act('print(1)', 'one'), act('print(1)', 'two'), act('print(2)'), act('print(1)')],
      act('final_answer(1)'),
    ]);
    expect(steps[0]?.candidates.map(({ duplicateOf }) => duplicateOf)).toEqual([undefined, 0, undefined, 0]);
    expect(steps[0]?.elected).toBe(0);
  });
});

describe('tools in candidates', () => {
  function countingTool(effect: 'read' | 'write') {
    const calls: unknown[] = [];
    const made = tool({
      name: 'touch',
      description: 'Touches a key.',
      input: z.object({ key: z.string() }),
      effect,
      execute: (input) => {
        calls.push(input.key);
        return calls.length;
      },
    });
    return { made, calls };
  }

  it('runs a read that all eight candidates make once', async () => {
    const { made, calls } = countingTool('read');
    const turn = Array.from({ length: 8 }, (_, index) => act(`value = touch("k")\nprint(value + ${index} * 0)`));
    const { steps } = await run([turn, act('final_answer(value)')], { samples: 8, tools: [made] });
    expect(calls).toEqual(['k']);
    expect(statuses(steps[0])).toEqual(Array(8).fill('ok'));
  });

  it("runs a write only at commit, once, and only the winner's", async () => {
    const { made, calls } = countingTool('write');
    const turn = [
      act('touch("lost")\nprint(1)'),
      act('touch("won")\nprint(2)'),
      act('touch("won")\nprint(2)'),
      act('touch( "won" )\nprint(2)'),
    ];
    const { steps, outcome } = await run([turn, act('final_answer("done")')], { tools: [made] });
    expect(calls).toEqual(['won']);
    expect(steps[0]?.toolCalls).toMatchObject([{ tool: 'touch', arguments: { key: 'won' }, output: 1 }]);
    expect(outcome.answer?.text).toBe('done');
  });

  it('lets pending writes take part in the vote', async () => {
    const { made, calls } = countingTool('write');
    const turn = [act('touch("a")'), act('touch("b")'), act('touch("b") ')];
    await run([turn, act('final_answer(1)')], { samples: 3, tools: [made] });
    expect(calls).toEqual(['b']);
  });
});

describe('when all candidates fail', () => {
  const failing = [act('print(zzyzx_1)'), act('print(zzyzx_2)'), act('1 / 0'), act('1 / 0 # again')];

  it('goes on with candidate 0 and its error', async () => {
    const { steps } = await run([failing, act('final_answer(1)')]);
    expect(steps[0]).toMatchObject({
      elected: 0,
      observation: "Observation: NameError: name 'zzyzx_1' is not defined",
    });
    expect(steps[0]?.vote).toMatchObject({ elected: null, decidedBy: 'all-failed' });
  });

  it('shows the commonest error in one repair round where asked to', async () => {
    const { model, steps, outcome } = await run([failing, answers('5', '5', '5', '5')], { repairRound: true });
    expect(model.requests[1]?.messages.slice(-2)).toEqual([
      { role: 'assistant', content: failing[2] },
      { role: 'user', content: 'Observation: ZeroDivisionError: division by zero' },
    ]);
    expect(steps).toHaveLength(1);
    expect(steps[0]?.failedRound).toHaveLength(4);
    expect(outcome.answer?.text).toBe('5');
  });

  it('survives eight runaways and still works', async () => {
    const loops = Array.from({ length: 8 }, (_, index) => act(`n = ${index}\nwhile True: pass`));
    const agent = new Agent({
      model: scriptedModel([loops, act('final_answer(6 * 7)')]),
      executor,
      decoder: new SagDecoder({ preset: 'paper' }),
      prompt: compactPrompt,
      timeoutMs: 300,
    });
    const { steps, outcome } = await agent.run('q');
    expect(statuses(steps[0])).toEqual(Array(8).fill('timeout'));
    expect(outcome.answer?.text).toBe('42');
  });
});

describe('early stop', () => {
  it('draws no more samples once the vote is decided, and says so', async () => {
    const turn = answers(...Array<string>(8).fill('A'));
    const { model, steps } = await run([turn], { samples: 8, earlyStop: true });
    expect(model.drawn).toBe(5);
    expect(statuses(steps[0])).toEqual([...Array(5).fill('ok'), ...Array(3).fill('cancelled')]);
    expect(steps[0]?.vote?.earlyStop).toBe(true);
  });

  it('never changes which outcome wins', async () => {
    const turn = answers('A', 'B', 'A', 'B', 'A', 'A', 'A', 'B');
    const early = await run([turn], { samples: 8, earlyStop: true });
    const full = await run([turn], { samples: 8 });
    expect(early.outcome.answer).toEqual(full.outcome.answer);
    expect(full.model.drawn).toBe(8);
  });
});

describe('presets and bad settings', () => {
  it('records every setting in the trajectory', async () => {
    const { trajectory } = await run([answers('A', 'A', 'A', 'A')]);
    expect(trajectory.decoder).toEqual({
      name: 'sag',
      settings: {
        samples: 4,
        temperature: 0.4,
        topP: 1,
        equivalence: 'exact',
        tieBreak: 'first-seen',
        earlyStop: false,
        repairRound: false,
      },
    });
  });

  it.each([
    [{ samples: 0 }, 'samples'],
    [{ temperature: 0 }, 'GreedyDecoder'],
    [{ topP: 2 }, 'topP'],
  ])('refuses %j', (options, name) => expect(() => new SagDecoder(options)).toThrow(name));

  it('passes on a model that gave no sample at all', async () => {
    const { outcome } = await run([[]]);
    expect(outcome).toMatchObject({ status: 'error', error: { code: 'model/empty-answer' } });
  });

  it('ends the run, with its cause, when the model fails', async () => {
    const { outcome } = await run([new ModelError('gone', { code: 'model/unreachable' })]);
    expect(outcome).toMatchObject({ status: 'error', error: { code: 'model/unreachable' } });
  });
});
