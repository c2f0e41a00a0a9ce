import { TRAJECTORY_SCHEMA_VERSION, type Candidate, type Step, type Trajectory } from '@agentd/agent-core';

/** Runs behind the records of `syntheticRun` that name one. */
export const syntheticTrajectories = {
  async get(id: string): Promise<Trajectory | undefined> {
    const [, name = '', seed = '0'] = id.split('/');
    const samples = Number(/\d+$/.exec(name)?.[0] ?? 1);
    return trajectory(id, { seed: Number(seed), steps: [step(0, samples), step(1, samples)] });
  },
};

/** A run with the given parts. */
export function trajectory(id: string, given: Partial<Trajectory> = {}): Trajectory {
  return {
    schemaVersion: TRAJECTORY_SCHEMA_VERSION,
    id,
    task: { id, question: 'What is 6 times 7?' },
    model: { id: 'tiny' },
    prompt: { name: 'compact', version: '1', messages: [{ role: 'user', content: 'What is 6 times 7?' }] },
    decoder: { name: 'sag', settings: {} },
    executor: { id: 'pyodide', isolation: 'none' },
    tools: [],
    parameters: { maxSteps: 5, maxTokens: 100, timeoutMs: 1000, observationLimit: 1000 },
    seed: 0,
    versions: {},
    startedAt: '2026-01-02T03:04:05.678Z',
    steps: [step(0, 2)],
    outcome: { status: 'answered', answer: { text: '42' } },
    usage: { promptTokens: 100, completionTokens: 10 },
    durationMs: 5,
    ...given,
  };
}

/** A step that elects the first of its candidates. */
export function step(index: number, samples: number, given: Partial<Step> = {}): Step {
  const thought = index === 0 ? 'I multiply the two numbers.' : 'I know it now.';
  const code = index === 0 ? 'product = 6 * 7\nprint(product)' : 'final_answer(product)';
  const candidates = Array.from({ length: samples }, (_, place): Candidate => {
    const broken = place === 3;
    return {
      index: place,
      status: broken ? 'runtime-error' : 'ok',
      text: `Thought: ${thought}\n<code>\n${code}\n</code>`,
      thought: place === 0 ? thought : `${thought} (${place})`,
      code: broken ? 'print(6 * seven)' : code,
      repairs: [],
      finishReason: 'stop',
      tokens: 10,
      ...(place === 0 ? {} : { logprob: -place }),
      execution: {
        status: broken ? 'runtime-error' : 'ok',
        stdout: broken ? '' : '42\n',
        toolCalls: [],
        durationMs: 1,
        ...(broken ? { error: { type: 'NameError', message: "name 'seven' is not defined", traceback: '' } } : {}),
      },
    };
  });
  const valid = candidates.filter(({ status }) => status === 'ok').map((candidate) => candidate.index);
  return {
    index,
    text: `Thought: ${thought}\n<code>\n${code}\n</code>`,
    thought,
    code,
    observation: index === 0 ? 'Observation:\n42' : '',
    candidates,
    elected: 0,
    ...(samples > 1
      ? { vote: { classes: [{ candidates: valid }], elected: 0, decidedBy: 'majority', earlyStop: false } }
      : {}),
    toolCalls: [],
    usage: { promptTokens: 100, completionTokens: 10 },
    durationMs: 5,
    ...given,
  };
}
