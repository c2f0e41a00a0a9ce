import { setTimeout as sleep } from 'node:timers/promises';
import { ModelError, seededRandom, type Scorer, type Trajectory } from '@agentd/agent-core';
import { sampleTrajectory } from '@agentd/agent-core/testing';
import type { BenchmarkItem } from '../../benchmarks/benchmark.ts';
import type { Method } from '../../methods/method.ts';
import type { EvaluationRecord } from '../record.ts';

/** What {@link scriptedMethod} takes. */
export interface Script {
  settings?: Method['settings'];
  /** Milliseconds of one answer at most; drawn anew each time. */
  upToMs?: number;
  /** Whether this call fails. */
  fails?: (id: string, call: number) => boolean;
  trajectories?: (id: string, seed: number) => Trajectory[];
}

/** A method that knows nothing of models: it answers with the last digit of the item's id plus the seed. */
export function scriptedMethod(name: string, script: Script = {}): Method & { calls: string[] } {
  const { settings = {}, upToMs = 0, fails = () => false } = script;
  const { trajectories = (id, seed) => [sampleTrajectory(`${name}/${id}/${seed}`)] } = script;
  const calls: string[] = [];
  return {
    name,
    settings,
    model: 'script',
    calls,
    async answer({ id }, { seed, signal }) {
      calls.push(`${id}/${seed}`);
      const call = calls.filter((other) => other === `${id}/${seed}`).length;
      if (upToMs > 0) await sleep(upToMs * Math.random(), undefined, signal && { signal });
      if (fails(id, call)) throw new ModelError(`no luck with ${id}`, { code: 'model/unlucky' });
      return {
        answer: String((Number(id.slice(-1)) + seed) % 10),
        usage: { promptTokens: 10, completionTokens: 2, cost: 0.5 },
        trajectories: trajectories(id, seed),
        chainsOfThought: [`I see ${id}\u2028and a line separator.`],
        retrievalCalls: 1,
      };
    },
  };
}

/** Right where the text is the same. */
export const sameText: Scorer = {
  name: 'same-text',
  score: async (prediction, reference) => {
    const correct = [reference].flat().includes(prediction ?? '');
    return { correct, score: Number(correct), reason: correct ? 'the same' : 'another' };
  },
};

/** Items whose answers are the last digits of their ids. */
export function numbered(count: number, prefix = 'q'): BenchmarkItem[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `${prefix}${index}`,
    question: `What is ${index} modulo ten?`,
    answers: [String(index % 10)],
    level: 1 + Math.floor(5 * seededRandom(index, 0)()),
    metadata: {},
  }));
}

/** What must not depend on when and in which order results came. */
export const withoutTimes = (records: readonly EvaluationRecord[]) =>
  records.map(({ startedAt: _at, durationMs: _ms, ...rest }) => rest);

/** A record as a run writes it. */
export function scriptedRecord(id: string, changes: Partial<EvaluationRecord> = {}): EvaluationRecord {
  return {
    schemaVersion: 1,
    key: `key-${id}`,
    benchmark: 'tens',
    item: { id, question: `${id}\u2028?`, answers: ['1'] },
    method: { name: 'a', settings: {} },
    model: 'script',
    scorer: 'same-text',
    seed: 0,
    status: 'done',
    prediction: '1',
    correct: true,
    score: 1,
    reason: 'the same',
    usage: { promptTokens: 1, completionTokens: 1 },
    steps: 0,
    actions: { sampled: 0, parseErrors: 0, executionErrors: 0 },
    elected: { sampled: 0, parseErrors: 0, executionErrors: 0 },
    retrievalCalls: 0,
    trajectories: [],
    chainsOfThought: [],
    startedAt: '2026-01-01T00:00:00.000Z',
    durationMs: 1,
    ...changes,
  };
}
