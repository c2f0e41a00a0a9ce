import { seededRandom } from '@agentd/agent-core';
import { scriptedRecord } from '../../runs/__fixtures__/scripted.ts';
import type { EvaluationRecord } from '../../runs/record.ts';

/** A record of which a test says what it is about. */
export function record(given: Partial<EvaluationRecord> & { id?: string; name?: string } = {}): EvaluationRecord {
  const { id = '1', name = 'agent', ...fields } = given;
  return scriptedRecord(id, {
    key: `${fields.benchmark ?? 'own'}/${id}/${name}/${fields.seed ?? 0}`,
    benchmark: 'own',
    item: { id, question: `Question ${id}?`, answers: ['42'] },
    method: { name, settings: {} },
    model: 'tiny',
    scorer: 'math',
    prediction: '42',
    reason: 'box: 42 = 42',
    startedAt: '2026-01-02T03:04:05.678Z',
    score: fields.correct === false ? 0 : 1,
    usage: { promptTokens: 100, completionTokens: 10 },
    steps: 1,
    actions: { sampled: 1, parseErrors: 0, executionErrors: 0 },
    elected: { sampled: 1, parseErrors: 0, executionErrors: 0 },
    durationMs: 1000,
    ...fields,
  });
}

/** A record that ended in an error. */
export const failed = (given: Parameters<typeof record>[0] = {}): EvaluationRecord => {
  const { prediction: _none, ...rest } = record({ ...given, status: 'error', correct: false, score: 0, reason: '' });
  return { ...rest, error: { code: 'model/timeout', message: 'no answer within 60 s' } };
};

interface SyntheticMethod {
  name: string;
  samples: number;
  skill: number;
}

const METHODS: readonly SyntheticMethod[] = [
  { name: 'cot', samples: 1, skill: 0.34 },
  { name: 'agent-greedy', samples: 1, skill: 0.42 },
  { name: 'agent-sag-2', samples: 2, skill: 0.46 },
  { name: 'agent-sag-4', samples: 4, skill: 0.5 },
  { name: 'agent-sag-8', samples: 8, skill: 0.54 },
];
const BENCHMARKS = ['hotpotqa', 'math-500', 'aime'];
const CATEGORIES = ['Algebra', 'Geometry', 'Number Theory'];

/** Records as a whole run would leave them: five methods, three benchmarks; a few errors, and a few never begun. */
export function syntheticRun(items: number, seeds: number): EvaluationRecord[] {
  return BENCHMARKS.flatMap((benchmark, place) =>
    METHODS.flatMap((method, rank) =>
      Array.from({ length: items }, (_, item) => item).flatMap((item) =>
        Array.from({ length: seeds }, (_, seed) => syntheticRecord(benchmark, place, method, rank, item, seed)),
      ),
    ),
  ).filter((_, index) => index % 701 !== 700);
}

function syntheticRecord(
  benchmark: string,
  place: number,
  { name, samples, skill }: SyntheticMethod,
  rank: number,
  item: number,
  seed: number,
): EvaluationRecord {
  const random = seededRandom(place * 1e6 + item, 0);
  const noise = seededRandom(place * 1e6 + item, 1 + rank * 10 + seed);
  const level = 1 + Math.floor(random() * 5);
  const hard = random() * 0.7 + level * 0.06 + place * 0.12;
  const correct = noise() * 0.35 + skill > hard;
  const agent = name !== 'cot';
  const acted = agent ? samples * 2 : 0;
  const wrongCode = agent ? Number(noise() < 0.2) : 0;
  const id = `${benchmark}-${item}`;
  const given = {
    id,
    name,
    benchmark,
    seed,
    item: {
      id,
      question: `A train leaves at ${item % 12} o'clock with ${item} passengers. How many are left after ${place + 2} stops, if half of them leave at each?`,
      answers: ['42'],
      ...(benchmark === 'math-500' ? { level, category: CATEGORIES[item % 3] ?? '' } : {}),
    },
    method: {
      name,
      settings: agent
        ? { decoder: { name: samples > 1 ? 'sag' : 'greedy', settings: { samples } } }
        : { temperature: 0 },
    },
    scorer: benchmark === 'hotpotqa' ? 'qa-em' : 'math-strict',
    correct,
    prediction: correct ? '42' : String(item),
    reason: correct ? 'final_answer: 42 = 42 exactly' : `final_answer: ${item} differs from 42`,
    usage: {
      promptTokens: 900 + item,
      completionTokens: Math.round(80 + noise() * 120) * samples,
      cost: 0.0001 * samples,
    },
    steps: agent ? 2 : 0,
    actions: {
      sampled: acted,
      parseErrors: wrongCode * Math.ceil(samples / 4),
      executionErrors: Number(noise() < 0.3),
    },
    elected: {
      sampled: agent ? 2 : 0,
      parseErrors: Number(wrongCode > 0 && noise() < 0.3),
      executionErrors: Number(noise() < 0.08),
    },
    retrievalCalls: agent && benchmark === 'hotpotqa' ? 1 + Math.floor(noise() * 3) : 0,
    trajectories: agent && item < 12 ? [`${id}/${name}/${seed}`] : [],
    chainsOfThought:
      agent || item >= 12 ? [] : [`First, halve ${item}.\n\nThen halve it again.\n\n\\boxed{${item / 4}}`],
    durationMs: 400 + noise() * 2000,
  };
  return noise() < 0.004 ? failed(given) : record(given);
}
