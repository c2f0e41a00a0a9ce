import { setTimeout as delay } from 'node:timers/promises';
import { ModelError, type Trajectory } from '@agentd/agent-core';
import { describe, expect, it } from 'vitest';
import {
  answering,
  chainModel,
  exactScorer,
  ruleModel,
  teacherSettings as settingsWith,
  sumOf,
  sumTask as task,
  sumTasks as tasks,
} from '../testing/teacher.ts';
import { StoreError } from '../store/store-error.ts';
import type { SamplingProgress } from './progress.ts';
import type { QuestionRecord } from './question-record.ts';
import { sampleTrajectories } from './sample-trajectories.ts';
import { memorySamplingStore, type SamplingStore } from './sampling-store.ts';

const teacher = () => ruleModel((request) => answering(sumOf(request)));
async function contents(store: SamplingStore): Promise<{ trajectories: Trajectory[]; questions: QuestionRecord[] }> {
  return {
    trajectories: await Array.fromAsync(store.trajectories.all()),
    questions: await Array.fromAsync(store.questions.all()),
  };
}
const down = new ModelError('No server answers.', { code: 'model/unreachable', isRetryable: true });

describe('first-thought prefixes', () => {
  it('begin each run with the first step of a chain of thought, and are kept with how they were made', async () => {
    const [model, store] = [teacher(), memorySamplingStore()];
    await sampleTrajectories({ ...settingsWith(model, chainModel()), tasks: [task(3)], store });
    expect(model.requests[0]?.prefill).toBe('Thought: I add both.');
    const { trajectories, questions } = await contents(store);
    expect(trajectories[0]?.steps[0]).toMatchObject({ prefill: 'Thought: I add both.', prefillMethod: 'native' });
    expect(trajectories[0]?.steps[0]?.text).toMatch(/^Thought: I add both\. I answer\.\nCode:/);
    const [chains] = await Array.fromAsync(store.chainsOfThought.all());
    expect(chains?.samples.map(({ score }) => score?.correct)).toEqual([false, true]);
    expect(questions[0]).toMatchObject({
      status: 'done',
      chainsOfThought: chains?.id,
      stoppedBy: 'first-right',
      samples: [{ trajectory: trajectories[0]?.id, chain: 1, prefillMethod: 'native', outcome: 'answered' }],
    });
  });

  it('say when a model was only told to begin so', async () => {
    const store = memorySamplingStore();
    const model = ruleModel((request) => answering(sumOf(request)), 'instruction');
    await sampleTrajectories({ ...settingsWith(model, chainModel()), tasks: [task(3)], store });
    const { trajectories, questions } = await contents(store);
    expect(trajectories[0]?.steps[0]?.prefillMethod).toBe('instruction');
    expect(questions[0]?.samples[0]?.prefillMethod).toBe('instruction');
  });

  it('come from all chains of thought in turn where `any` is asked for', async () => {
    const model = ruleModel(() => answering('0'));
    const settings = { ...settingsWith(model, chainModel()), chooseCot: 'any', k: 3 } as const;
    await sampleTrajectories({ ...settings, tasks: [task(3)], store: memorySamplingStore() });
    expect(model.requests.map(({ prefill }) => prefill)).toEqual(
      ['I guess.', 'I add both.', 'I guess.'].map((step) => `Thought: ${step}`),
    );
  });

  it('are drawn without runs, and with passages, for the baselines', async () => {
    const [model, chains, store] = [teacher(), chainModel(), memorySamplingStore()];
    const { cot, ...settings } = settingsWith(model, chains);
    if (cot === undefined) throw new Error('no source');
    const passages = async (question: string) => [{ title: 'Sums', text: `On ${question}` }];
    const options = { ...settings, k: 0, cot: { ...cot, passages }, tasks: tasks(2), store };
    expect(await sampleTrajectories(options)).toMatchObject({ done: 2, trajectories: 0 });
    expect(model.requests).toEqual([]);
    const [drawn] = await Array.fromAsync(store.chainsOfThought.all());
    expect(drawn?.prompt.messages.at(-1)?.content).toContain('[1] Sums\nOn What is 0 + 0?');
  });

  it('are left out where a chain of thought has none, and without chains of thought', async () => {
    const model = teacher();
    const store = memorySamplingStore();
    await sampleTrajectories({
      ...settingsWith(
        model,
        ruleModel(() => '\\boxed{6}'),
      ),
      tasks: [task(3)],
      store,
    });
    await sampleTrajectories({ ...settingsWith(model), tasks: [task(3)], store });
    expect(model.requests.map(({ prefill }) => prefill)).toEqual([undefined, undefined]);
    expect(await contents(store)).toMatchObject({ trajectories: { length: 2 }, questions: { length: 2 } });
  });
});

describe('samples of a question', () => {
  it('are drawn along the temperature schedule until one is right', async () => {
    const model = ruleModel((request) => answering(request.temperature === 0.7 ? sumOf(request) : '-1'));
    const store = memorySamplingStore();
    await sampleTrajectories({ ...settingsWith(model), tasks: [task(3)], store });
    expect(model.requests.map(({ temperature }) => temperature)).toEqual([0, 0.4, 0.7]);
    const { questions } = await contents(store);
    expect(questions[0]?.samples.map(({ score }) => score?.correct)).toEqual([false, false, true]);
  });

  it('are all kept where no early stop is asked for, each with a seed of its own', async () => {
    const [model, store] = [teacher(), memorySamplingStore()];
    const settings = { ...settingsWith(model), k: 3, temperatures: [0.5], stopAtFirstRight: false };
    const progress = await sampleTrajectories({ ...settings, tasks: tasks(2), store });
    const { trajectories } = await contents(store);
    expect(new Set(trajectories.map(({ id }) => id)).size).toBe(6);
    expect(new Set(trajectories.map(({ seed }) => seed)).size).toBe(6);
    expect(progress).toMatchObject({ done: 2, trajectories: 6, right: 6, solved: 2, yield: 1 });
  });

  it('end with the token budget of the question', async () => {
    const model = ruleModel(() => answering('-1'));
    const store = memorySamplingStore();
    await sampleTrajectories({ ...settingsWith(model), k: 9, tokenBudget: 30, tasks: [task(3)], store });
    // Each run costs 15 tokens.
    expect(model.requests).toHaveLength(2);
    expect((await contents(store)).questions[0]).toMatchObject({ stoppedBy: 'token-budget', samples: { length: 2 } });
  });

  it('do not stop at a right answer that was given at the step limit', async () => {
    const model = ruleModel(
      (request) => (request.prefill ?? '') + (request.messages.length > 4 ? sumOf(request) : 'Hm.'),
    );
    const store = memorySamplingStore();
    const progress = await sampleTrajectories({ ...settingsWith(model), k: 2, tasks: [task(3)], store });
    const samples = (await contents(store)).questions[0]?.samples;
    expect(samples).toMatchObject([
      { outcome: 'max-steps', score: { correct: true } },
      { outcome: 'max-steps', score: { correct: true } },
    ]);
    expect(progress).toMatchObject({ right: 0, solved: 0, yield: 0 });
  });
});

describe('a resumed sampling', () => {
  it('keeps a run that outgrows the context as one without an answer, and does not draw it again', async () => {
    const overflow = new ModelError('The prompt is too long.', { code: 'model/context-overflow' });
    let asked = 0;
    const model = ruleModel((request) => {
      asked += 1;
      if (asked === 1) throw overflow;
      return answering(sumOf(request));
    });
    const store = memorySamplingStore();
    const { cot: _none, ...settings } = settingsWith(model, chainModel());
    const options = { ...settings, k: 2, stopAtFirstRight: false, tasks: [task(3)], store };
    await sampleTrajectories(options);
    const { questions } = await contents(store);
    expect(questions[0]?.status).toBe('done');
    expect(questions[0]?.samples.map(({ outcome, score }) => [outcome, score?.correct])).toEqual([
      ['error', false],
      ['answered', true],
    ]);
    await sampleTrajectories(options);
    expect(asked).toBe(2);
  });

  it('skips what is done and tries again what failed', async () => {
    const store = memorySamplingStore();
    let isDown = true;
    const model = ruleModel((request) => {
      if (isDown && sumOf(request) === '2') throw down;
      return answering(sumOf(request));
    });
    const chains = chainModel();
    const options = { ...settingsWith(model, chains), tasks: tasks(3), store };
    expect(await sampleTrajectories(options)).toMatchObject({ done: 2, failed: 1, errors: { 'model/unreachable': 1 } });
    expect((await contents(store)).trajectories.map(({ outcome }) => outcome.status).toSorted()).toEqual([
      'answered',
      'answered',
      'error',
    ]);
    isDown = false;
    expect(await sampleTrajectories(options)).toMatchObject({ done: 1, skipped: 2, failed: 0 });
    const { trajectories, questions } = await contents(store);
    expect(trajectories.map(({ outcome }) => outcome.status)).toEqual(['answered', 'answered', 'answered']);
    expect(questions.map(({ status }) => status)).toEqual(['done', 'done', 'done']);
    expect(chains.requests).toHaveLength(3);
    expect(model.requests).toHaveLength(4);
  });

  it('takes runs over whose question a crash left open', async () => {
    const model = ruleModel(() => answering('-1'));
    const store = memorySamplingStore();
    await sampleTrajectories({ ...settingsWith(model), k: 2, tasks: [task(3)], store });
    const crashed = { ...memorySamplingStore(), trajectories: store.trajectories };
    await sampleTrajectories({ ...settingsWith(model), k: 3, tasks: [task(3)], store: crashed });
    expect(model.requests).toHaveLength(3);
    expect((await contents(crashed)).questions[0]?.samples).toHaveLength(3);
  });

  it('keeps chains of thought whose scorer failed', async () => {
    const chains = chainModel();
    const store = memorySamplingStore();
    let isDown = true;
    const scorer: typeof exactScorer = {
      name: 'judge',
      score: (...args) => (isDown ? Promise.reject(down) : exactScorer.score(...args)),
    };
    const options = { ...settingsWith(teacher(), chains), scorer, tasks: [task(3)], store };
    expect(await sampleTrajectories(options)).toMatchObject({ failed: 1 });
    isDown = false;
    expect(await sampleTrajectories(options)).toMatchObject({ done: 1, right: 1 });
    expect(chains.requests).toHaveLength(1);
  });

  it('finishes what an abort left, and draws nothing twice', async () => {
    const store = memorySamplingStore();
    const abort = new AbortController();
    const model = ruleModel(async (request) => {
      await delay(1);
      if (sumOf(request) === '20') abort.abort(new Error('stop now'));
      return answering(sumOf(request));
    });
    const options = { ...settingsWith(model), tasks: tasks(20), store, concurrency: 3 };
    await expect(sampleTrajectories({ ...options, signal: abort.signal })).rejects.toThrow('stop now');
    const before = (await contents(store)).questions.length;
    expect(before).toBeGreaterThan(6);
    expect(await sampleTrajectories(options)).toMatchObject({ skipped: before, done: 20 - before });
    const { trajectories } = await contents(store);
    expect(new Set(trajectories.map(({ task: { id } }) => id)).size).toBe(20);
    expect(trajectories).toHaveLength(20);
  });

  it('draws a task that comes twice once', async () => {
    const model = teacher();
    const store = memorySamplingStore();
    await sampleTrajectories({ ...settingsWith(model), tasks: [task(1), task(1), task(1)], store });
    expect(model.requests).toHaveLength(1);
  });
});

describe('progress', () => {
  it('comes after each question, with tokens, yield and the time left', async () => {
    const seen: SamplingProgress[] = [];
    const model = ruleModel((request) => answering(sumOf(request) === '0' ? '-1' : sumOf(request)));
    const options = { ...settingsWith(model), k: 1, tasks: tasks(4), total: 4, store: memorySamplingStore() };
    await sampleTrajectories({ ...options, concurrency: 1, onProgress: (progress) => seen.push(progress) });
    expect(seen.map(({ done }) => done)).toEqual([1, 2, 3, 4, 4]);
    expect(seen.map((progress) => progress.yield)).toEqual([0, 1 / 2, 2 / 3, 3 / 4, 3 / 4]);
    expect(seen.at(-1)).toMatchObject({ total: 4, usage: { promptTokens: 20, completionTokens: 40 }, remainingMs: 0 });
    expect(seen[0]?.remainingMs).toBeGreaterThan(0);
  });
});

describe('a rate limit', () => {
  it('holds all workers back for as long as the server asks', async () => {
    const calls: number[] = [];
    const model = ruleModel((request) => {
      calls.push(performance.now());
      if (calls.length !== 2) return answering(sumOf(request));
      throw new ModelError('Slow down.', { code: 'model/rate-limited', isRetryable: true, retryAfterMs: 150 });
    });
    const options = { ...settingsWith(model), tasks: tasks(6), store: memorySamplingStore(), concurrency: 1 };
    expect(await sampleTrajectories({ ...options, maxErrorsInARow: 1 })).toMatchObject({ done: 6, failed: 0 });
    expect(calls).toHaveLength(7);
    expect((calls[2] ?? 0) - (calls[1] ?? 0)).toBeGreaterThan(140);
  });

  it('can be left by an abort', async () => {
    const model = ruleModel(() => {
      throw new ModelError('Slow down.', { code: 'model/rate-limited', isRetryable: true, retryAfterMs: 3_600_000 });
    });
    const signal = AbortSignal.timeout(50);
    const options = { ...settingsWith(model), tasks: tasks(3), store: memorySamplingStore(), signal };
    await expect(sampleTrajectories(options)).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});

describe('what cannot be sampled', () => {
  const options = () => ({ ...settingsWith(teacher()), tasks: [task(1)], store: memorySamplingStore() });

  it('ends after many errors in a row with the last of them', async () => {
    const model = ruleModel(() => {
      throw down;
    });
    const store = memorySamplingStore();
    const failing = { ...settingsWith(model), tasks: tasks(100), store, maxErrorsInARow: 5, concurrency: 2 };
    await expect(sampleTrajectories(failing)).rejects.toMatchObject({
      name: 'SamplerError',
      code: 'sampler/too-many-errors',
      message: expect.stringContaining('No server answers.'),
    });
    expect(model.requests.length).toBeLessThan(10);
  });

  it('ends at once when the store takes nothing more', async () => {
    const store = memorySamplingStore();
    const full: SamplingStore = {
      ...store,
      trajectories: {
        ...store.trajectories,
        put: () => Promise.reject(new StoreError('The disk is full.', { code: 'store/write-failed' })),
      },
    };
    await expect(sampleTrajectories({ ...options(), tasks: tasks(50), store: full })).rejects.toMatchObject({
      code: 'store/write-failed',
    });
    expect(await contents(store)).toEqual({ trajectories: [], questions: [] });
  });

  it.each([
    ['no tasks', { tasks: [] }, 'sampler/no-tasks'],
    ['a task without an id', { tasks: [{ ...task(1), id: '' }] }, 'sampler/bad-task'],
    ['a task without a question', { tasks: [{ ...task(1), question: ' ' }] }, 'sampler/bad-task'],
    ['a negative k', { k: -1 }, 'sampler/bad-options'],
    ['no temperature', { temperatures: [] }, 'sampler/bad-options'],
    ['a negative temperature', { temperatures: [-1] }, 'sampler/bad-options'],
    ['a concurrency that is no number', { concurrency: Number.NaN }, 'sampler/bad-options'],
    ['an early stop without a scorer', { scorer: undefined, stopAtFirstRight: true }, 'sampler/bad-options'],
  ])('is refused: %s', async (_what, change, code) => {
    await expect(sampleTrajectories({ ...options(), ...change })).rejects.toMatchObject({ name: 'SamplerError', code });
  });

  it('names a bad task by its number', async () => {
    const bad = { ...options(), tasks: [task(1), { ...task(2), id: '' }] };
    await expect(sampleTrajectories(bad)).rejects.toThrow(/Task 2 .*→ at id/s);
  });
});
