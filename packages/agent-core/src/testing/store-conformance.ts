import { describe, expect, it } from 'vitest';
import type { TrajectoryStore } from '../store.ts';
import { TRAJECTORY_SCHEMA_VERSION, type Outcome, type Trajectory } from '../trajectory.ts';

const answered = (text: string): Outcome => ({ status: 'answered', answer: { text } });
const failed: Outcome = { status: 'error', error: { code: 'model/unreachable', message: 'no answer' } };
const aborted: Outcome = { status: 'aborted', error: { code: 'agent/aborted', message: 'stopped' } };

/** A trajectory without steps, for tests of what keeps trajectories. */
export function sampleTrajectory(id: string, outcome: Outcome = answered('42')): Trajectory {
  return {
    schemaVersion: TRAJECTORY_SCHEMA_VERSION,
    id,
    task: { id: `task-${id}`, question: 'How many?\nLine two — with “quotes” and \u2028 a separator.' },
    model: { id: 'scripted' },
    prompt: { name: 'compact', version: '1', messages: [{ role: 'user', content: 'How many?' }] },
    decoder: { name: 'greedy', settings: { temperature: 0 } },
    executor: { id: 'none', isolation: 'none' },
    tools: [],
    parameters: { maxSteps: 5, maxTokens: 100, timeoutMs: 1000, observationLimit: 1000 },
    seed: 0,
    versions: {},
    startedAt: '2026-01-02T03:04:05.678Z',
    steps: [],
    outcome,
    usage: { promptTokens: 1, completionTokens: 2 },
    durationMs: 1.5,
  };
}

async function collect(runs: AsyncIterable<Trajectory>): Promise<Trajectory[]> {
  const all: Trajectory[] = [];
  for await (const run of runs) all.push(run);
  return all;
}

/**
 * What every {@link TrajectoryStore} must hold.
 * @param open opens an empty store
 */
export function describeTrajectoryStore(name: string, open: () => Promise<TrajectoryStore> | TrajectoryStore): void {
  describe(`trajectory store: ${name}`, () => {
    async function withStore(use: (store: TrajectoryStore) => Promise<void>): Promise<void> {
      const store = await open();
      try {
        await use(store);
      } finally {
        await store.close();
      }
    }

    it('gives back what was put, in the order in which it came', () =>
      withStore(async (store) => {
        const runs = ['b', 'a', 'c'].map((id) => sampleTrajectory(id));
        for (const run of runs) expect(await store.put(run)).toBe(true);
        expect(await collect(store.all())).toEqual(runs);
      }));

    it('gives back one run by its id, finished or not', () =>
      withStore(async (store) => {
        for (const run of [sampleTrajectory('a'), sampleTrajectory('b', failed)]) {
          await store.put(run);
          expect(await store.get(run.id)).toEqual(run);
        }
        expect(await store.get('c')).toBeUndefined();
      }));

    it('is empty at first', () =>
      withStore(async (store) => {
        expect(await collect(store.all())).toEqual([]);
        expect(await store.has('a')).toBe(false);
      }));

    it('keeps the first finished run of an id and refuses the second', () =>
      withStore(async (store) => {
        expect(await store.put(sampleTrajectory('a', answered('first')))).toBe(true);
        expect(await store.put(sampleTrajectory('a', answered('second')))).toBe(false);
        expect(await store.put(sampleTrajectory('a', failed))).toBe(false);
        expect((await collect(store.all())).map(({ outcome }) => outcome)).toEqual([answered('first')]);
      }));

    it('counts a run at its step limit as finished', () =>
      withStore(async (store) => {
        await store.put(sampleTrajectory('a', { status: 'max-steps' }));
        expect(await store.has('a')).toBe(true);
        expect(await store.put(sampleTrajectory('a'))).toBe(false);
      }));

    it.each([failed, aborted])('does not count a run that ended with $status as there, and replaces it', (early) =>
      withStore(async (store) => {
        await store.put(sampleTrajectory('a', early));
        await store.put(sampleTrajectory('b'));
        expect(await store.has('a')).toBe(false);
        expect(await store.put(sampleTrajectory('a', failed))).toBe(true);
        expect(await store.put(sampleTrajectory('a', answered('at last')))).toBe(true);
        expect(await store.has('a')).toBe(true);
        const kept = await collect(store.all());
        expect(kept.map(({ id, outcome }) => [id, outcome.answer?.text])).toEqual([
          ['a', 'at last'],
          ['b', '42'],
        ]);
      }),
    );

    it('stores one of many equal runs put at the same time', () =>
      withStore(async (store) => {
        const stored = await Promise.all(Array.from({ length: 20 }, () => store.put(sampleTrajectory('a'))));
        expect(stored.filter(Boolean)).toHaveLength(1);
        expect(await collect(store.all())).toHaveLength(1);
      }));

    it('rejects with the reason of an aborted signal and stores nothing', () =>
      withStore(async (store) => {
        const signal = AbortSignal.abort(new Error('stop now'));
        await expect(store.put(sampleTrajectory('a'), { signal })).rejects.toThrow('stop now');
        expect(await store.has('a')).toBe(false);
        await store.put(sampleTrajectory('a'));
        await expect(collect(store.all({ signal }))).rejects.toThrow('stop now');
      }));

    it('can be closed twice', () =>
      withStore(async (store) => {
        await store.close();
        await expect(store.close()).resolves.toBeUndefined();
      }));
  });
}
