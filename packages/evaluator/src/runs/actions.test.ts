import type { Candidate } from '@agentd/agent-core';
import { sampleTrajectory } from '@agentd/agent-core/testing';
import { expect, it } from 'vitest';
import { countActions } from './actions.ts';

const candidates = (...statuses: Candidate['status'][]): Candidate[] =>
  statuses.map((status, index) => ({
    index,
    status,
    text: '',
    thought: '',
    code: '',
    repairs: [],
    finishReason: 'stop',
    tokens: 1,
    ...(index === 1 ? { duplicateOf: 0 } : {}),
  }));

it('counts what became of actions: repairs and duplicates count, cancelled ones do not', () => {
  const step = {
    index: 0,
    text: '',
    thought: '',
    code: '',
    observation: '',
    elected: 0,
    toolCalls: [],
    usage: { promptTokens: 0, completionTokens: 0 },
    durationMs: 0,
  };
  const run = {
    ...sampleTrajectory('a'),
    steps: [
      { ...step, candidates: candidates('ok', 'ok', 'cancelled', 'syntax-error') },
      {
        ...step,
        index: 1,
        candidates: candidates('timeout', 'runtime-error'),
        failedRound: candidates('no-code', 'memory', 'blocked'),
      },
    ],
  };
  expect(countActions([run, run])).toEqual({
    steps: 4,
    actions: { sampled: 16, parseErrors: 4, executionErrors: 8 },
    elected: { sampled: 4, parseErrors: 0, executionErrors: 2 },
  });
  expect(countActions([]).actions).toEqual({ sampled: 0, parseErrors: 0, executionErrors: 0 });
});
