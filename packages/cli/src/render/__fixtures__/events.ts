import type { AgentEvent, Candidate, Step, Trajectory, Vote } from '@agentd/sag';
import { sampleTrajectory } from '@agentd/sag/testing';

/** A candidate that printed `printed`. */
export function valid(index: number, printed: string, more: Partial<Candidate> = {}): Candidate {
  const code = `print(${printed})`;
  return {
    index,
    status: 'ok',
    text: '',
    thought: `I print ${printed}.`,
    code,
    repairs: [],
    finishReason: 'stop',
    tokens: 10,
    execution: { status: 'ok', stdout: `${printed}\n`, toolCalls: [], durationMs: 1 },
    ...more,
  };
}

/** A candidate whose code used a name that is not there. */
export function failing(index: number, name: string): Candidate {
  const message = `name '${name}' is not defined`;
  return valid(index, name, {
    status: 'runtime-error',
    execution: {
      status: 'runtime-error',
      stdout: '',
      error: { type: 'NameError', message, traceback: `NameError: ${message}` },
      toolCalls: [],
      durationMs: 1,
    },
  });
}

/** A step that elected its first candidate. */
export function step(candidates: Candidate[], observation: string, vote?: Vote): Step {
  const [first] = candidates;
  return {
    index: 0,
    text: '',
    thought: first?.thought ?? '',
    code: first?.code ?? '',
    observation,
    candidates,
    elected: 0,
    ...(vote === undefined ? {} : { vote }),
    toolCalls: [],
    usage: { promptTokens: 20, completionTokens: 30 },
    durationMs: 5,
  };
}

/** The events of a run of one step. */
export function eventsOf(only: Step, outcome: Trajectory['outcome']): AgentEvent[] {
  const trajectory = { ...sampleTrajectory('run', outcome), steps: [only] };
  return [
    { type: 'run-start', id: 'run', question: 'How many are 6 times 7?' },
    { type: 'step-start', stepIndex: 0 },
    ...only.candidates.map((candidate): AgentEvent => ({ type: 'candidate', candidate, stepIndex: 0 })),
    ...(only.vote === undefined ? [] : [{ type: 'vote' as const, vote: only.vote, stepIndex: 0 }]),
    { type: 'step-end', step: only },
    { type: 'run-end', trajectory },
  ];
}
