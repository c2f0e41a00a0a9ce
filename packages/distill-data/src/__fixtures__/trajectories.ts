import {
  renderAction,
  TRAJECTORY_SCHEMA_VERSION,
  type Candidate,
  type Step,
  type Trajectory,
} from '@agentd/agent-core';

/** A step of a trajectory: an action, what it printed, and how it ended. */
export interface StepInput {
  thought?: string;
  code?: string;
  observation?: string;
  status?: Candidate['status'];
  /** In place of the rendered action. */
  text?: string;
  prefill?: string;
}

const usage = { promptTokens: 1, completionTokens: 1 };

function step(input: StepInput, index: number): Step {
  const { thought = 'I add.', code = 'print(1)', observation = '', status = 'ok', prefill } = input;
  const text = input.text ?? renderAction({ thought, code });
  const candidate = { index: 0, status, text, thought, code, repairs: [], finishReason: 'stop' as const, tokens: 1 };
  return {
    index,
    ...(prefill === undefined ? {} : { prefill }),
    text,
    thought,
    code,
    observation,
    candidates: [candidate],
    elected: 0,
    toolCalls: [],
    usage,
    durationMs: 1,
  };
}

/** What of a trajectory matters to a test. */
export interface TrajectoryInput {
  id?: string;
  question?: string;
  questionId?: string;
  steps?: StepInput[];
  answer?: string;
  outcome?: Trajectory['outcome'];
  system?: string;
}

/** A run as the agent writes it. */
export function trajectory(input: TrajectoryInput = {}): Trajectory {
  const { id = 'run', question = 'How much is 1 + 1?', questionId = 'q', answer = '2' } = input;
  const steps = input.steps ?? [{ observation: 'Observation: 1' }, { thought: 'Now I know.', code: 'final_answer(2)' }];
  const opening = { role: 'user' as const, content: question };
  return {
    schemaVersion: TRAJECTORY_SCHEMA_VERSION,
    id,
    task: { id: questionId, question },
    model: { id: 'teacher' },
    prompt: {
      name: 'compact',
      version: '1',
      messages: input.system === undefined ? [opening] : [{ role: 'system', content: input.system }, opening],
    },
    decoder: { name: 'greedy', settings: {} },
    executor: { id: 'none', isolation: 'none' },
    tools: [],
    parameters: { maxSteps: 5, maxTokens: 100, timeoutMs: 1000, observationLimit: 1000 },
    seed: 0,
    versions: {},
    startedAt: '2026-01-02T03:04:05.678Z',
    steps: steps.map(step),
    outcome: input.outcome ?? { status: 'answered', answer: { text: answer } },
    usage,
    durationMs: 1,
  };
}
