import { Queue, Worker } from 'bullmq';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasRedis, RedisServer } from '../testing/redis-server.ts';
import {
  answering,
  chainModel,
  ruleModel,
  teacherSettings as settingsWith,
  sumOf,
  sumTask as task,
  sumTasks as tasks,
} from '../testing/teacher.ts';
import { memorySamplingStore, type SamplingStore } from '../sampling/sampling-store.ts';
import { collectResults } from './collect-results.ts';
import type { SamplingQueue } from './connection.ts';
import { enqueueTasks } from './enqueue-tasks.ts';
import { runWorker, type WorkerOptions } from './run-worker.ts';
import { sampleOverQueue } from './sample-over-queue.ts';

if (!hasRedis) console.warn('The tests of sampling over a queue were skipped: install redis-server to run them.');

const taskIds = async (store: SamplingStore) =>
  (await Array.fromAsync(store.trajectories.all())).map((run) => run.task.id).toSorted();
const idsOf = (count: number) =>
  tasks(count)
    .map(({ id }) => id)
    .toSorted();
const settings = (rule = sumOf) =>
  settingsWith(
    ruleModel((request) => answering(rule(request))),
    chainModel(),
  );

describe.skipIf(!hasRedis)('sampling over a queue', () => {
  let redis: RedisServer;
  let queues = 0;
  const newQueue = (stalledAfterMs = 30_000): SamplingQueue => ({
    url: redis.url,
    name: `test-${(queues += 1)}`,
    stalledAfterMs,
  });

  beforeAll(async () => {
    redis = await RedisServer.start();
  });
  afterAll(() => redis[Symbol.asyncDispose]());

  /** Runs workers for as long as `use` takes. */
  async function withWorkers(count: number, options: Omit<WorkerOptions, 'signal'>, use: () => Promise<void>) {
    const stop = new AbortController();
    const workers = Array.from({ length: count }, () => runWorker({ ...options, signal: stop.signal }));
    try {
      await use();
    } finally {
      stop.abort();
    }
    return (await Promise.all(workers)).reduce((sum, done) => sum + done, 0);
  }

  it('gives each question to one worker and keeps each result once', async () => {
    const [queue, store] = [newQueue(), memorySamplingStore()];
    let isDown = true;
    const flaky = settings((request) => {
      if (isDown && sumOf(request) === '4') throw new Error('out of order');
      return sumOf(request);
    });
    const options = { ...flaky, queue, store, tasks: () => tasks(20), total: 20 };
    const drawn = await withWorkers(2, { ...flaky, queue }, async () => {
      expect(await sampleOverQueue(options)).toMatchObject({ done: 19, failed: 1, right: 19, remainingMs: 0 });
      isDown = false;
      expect(await sampleOverQueue(options)).toMatchObject({ done: 1, failed: 0, skipped: 19 });
      expect(await sampleOverQueue(options)).toMatchObject({ done: 0, skipped: 20 });
    });
    expect(drawn).toBe(21);
    expect(await taskIds(store)).toEqual(idsOf(20));
    expect(await Array.fromAsync(store.chainsOfThought.all())).toHaveLength(20);
    const records = await Array.fromAsync(store.questions.all());
    expect(records.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 'done'));
  });

  it('takes a question again from a worker that died, and collects after a collector that died', async () => {
    const [queue, store] = [newQueue(300), memorySamplingStore()];
    const options = { ...settings(), queue, store, tasks: tasks(3) };
    expect(await enqueueTasks(options)).toEqual({ enqueued: 3, skipped: 0 });
    expect(await enqueueTasks(options)).toEqual({ enqueued: 3, skipped: 0 });
    const connection = { url: redis.url, maxRetriesPerRequest: null };
    const dead = new Worker(queue.name ?? '', null, { connection, lockDuration: 300 });
    expect((await dead.getNextJob('token'))?.data).toMatchObject({ task: { id: 't0' } });
    await dead.disconnect();
    await withWorkers(1, { ...settings(), queue }, async () => {
      // The first collector stores a result and dies before the queue knows.
      const dying: SamplingStore = {
        ...store,
        questions: { ...store.questions, put: () => Promise.reject(new Error('killed')) },
      };
      const died = collectResults({ queue: { ...queue, patienceMs: 0 }, store: dying });
      await expect(died).rejects.toThrow('killed');
      expect(await collectResults({ queue, store })).toMatchObject({ done: 3, failed: 0 });
    });
    expect(await taskIds(store)).toEqual(idsOf(3));
  });

  it('refuses questions for other settings, and leaves them to other workers', async () => {
    const [queue, store] = [newQueue(), memorySamplingStore()];
    await enqueueTasks({ ...settings(), queue, store, tasks: tasks(2) });
    await expect(runWorker({ ...settings(), k: 3, queue })).rejects.toMatchObject({ code: 'sampler/settings-differ' });
    const drawn = await withWorkers(1, { ...settings(), queue }, async () => {
      await collectResults({ queue, store });
    });
    expect(drawn).toBe(2);
  });

  it('gives questions under way back when a worker is stopped', async () => {
    const queue = newQueue();
    await enqueueTasks({ ...settings(), queue, store: memorySamplingStore(), tasks: [task(1)] });
    const stop = new AbortController();
    const hanging = settingsWith(
      ruleModel(() => {
        stop.abort();
        return answering('2');
      }),
      chainModel(),
    );
    expect(await runWorker({ ...hanging, queue, signal: stop.signal })).toBe(0);
    const opened = new Queue(queue.name ?? '', { connection: { url: redis.url } });
    expect(await opened.getJobCounts('waiting', 'active')).toEqual({ waiting: 1, active: 0 });
    await opened.close();
  });
});

describe('a queue that cannot be used', () => {
  const store = memorySamplingStore();
  const at = (url: string) => ({ ...settings(), queue: { url }, store, tasks: tasks(1) });

  it.each([
    ['nobody answers', 'redis://user:secret@127.0.0.1:1', 'sampler/redis-unreachable'],
    ['is no URL of Redis', 'http://user:secret@localhost', 'sampler/bad-options'],
  ])('is named without its password where it %s', async (_fault, url, code) => {
    for (const call of [enqueueTasks, runWorker, collectResults]) {
      const fault: unknown = await call(at(url)).catch((error: unknown) => error);
      expect(fault).toMatchObject({ name: 'SamplerError', code, message: expect.stringContaining('***@') });
      expect(String(fault)).not.toContain('secret');
    }
  });
});
