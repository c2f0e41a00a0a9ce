/**
 * Sampling over a queue while everything dies: workers are killed with SIGKILL, Redis too (and started again from its
 * append-only file), and at the end each question has its trajectory, once.
 *
 *   node --conditions=@agentd/source benchmarks/sampling-queue.ts [--questions 2000] [--workers 3] [--kills 2]
 *     [--thinking 30] [--seed 1]
 *
 * Needs Debian's redis-server. `--thinking` is how many milliseconds a call of the teacher takes.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { seededRandom } from '@agentd/agent-core';
import { isRight, openSamplingFolder } from '@agentd/ftp-sampler';
import { sampleOverQueue } from '@agentd/ftp-sampler/queue';
import { RedisServer, sumTasks } from '@agentd/ftp-sampler/testing';
import { z } from 'zod';
import { fastTeacher } from './sampling-queue/teacher.ts';

const { values } = parseArgs({
  options: {
    questions: { type: 'string', default: '2000' },
    workers: { type: 'string', default: '3' },
    kills: { type: 'string', default: '2' },
    thinking: { type: 'string', default: '30' },
    seed: { type: 'string', default: '1' },
  },
});
const count = z.coerce.number().int().min(0);
const [questions, workers, kills, thinking] = [
  count.parse(values.questions),
  count.parse(values.workers),
  count.parse(values.kills),
  count.parse(values.thinking),
];
const random = seededRandom(count.parse(values.seed), 0);
const STALLED_AFTER_MS = 3000;

await using redis = await RedisServer.start();
const folder = await mkdtemp(join(tmpdir(), 'agentd-sampling-'));
const queue = { url: redis.url, name: 'benchmark', stalledAfterMs: STALLED_AFTER_MS };

const alive = new Set<ChildProcess>();
const path = fileURLToPath(new URL('sampling-queue/worker.ts', import.meta.url));
function startWorker(): void {
  const flags = [
    '--conditions=@agentd/source',
    path,
    queue.url,
    queue.name,
    String(STALLED_AFTER_MS),
    String(thinking),
  ];
  const child = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.resume();
  alive.add(child);
  child.once('exit', () => alive.delete(child));
}

/** What happens once so many questions are done. */
const plan = [
  ...Array.from({ length: kills }, (_, number) => ({ at: (number + random()) / kills, what: 'worker' })),
  { at: 0.3 + 0.4 * random(), what: 'Redis' },
].toSorted((a, b) => a.at - b.at);
const events: string[] = [];
let chaos: Promise<void> = Promise.resolve();

async function strike(what: string, done: number): Promise<void> {
  events.push(`${what} after ${done}`);
  if (what === 'Redis') {
    await redis.kill();
    await redis.start();
    return;
  }
  const [victim] = alive;
  if (victim === undefined) return;
  victim.kill('SIGKILL');
  await once(victim, 'exit');
  startWorker();
}

for (let number = 0; number < workers; number += 1) startWorker();
const clock = performance.now();
try {
  await using store = await openSamplingFolder(folder);
  const progress = await sampleOverQueue({
    ...fastTeacher(thinking),
    queue,
    store,
    tasks: () => sumTasks(questions),
    total: questions,
    onProgress: ({ done }) => {
      const next = plan[0];
      if (next === undefined || done < next.at * questions * 0.9) return;
      plan.shift();
      chaos = chaos.then(() => strike(next.what, done));
    },
  });
  await chaos;
  const runs = await Array.fromAsync(store.trajectories.all());
  const records = await Array.fromAsync(store.questions.all());
  const chains = await Array.fromAsync(store.chainsOfThought.all());
  const listed = records.flatMap(({ samples }) => samples.map(({ trajectory }) => trajectory));
  const solved = records.filter(({ samples }) => samples.some(isRight)).length;
  const seconds = ((performance.now() - clock) / 1000).toFixed(1);
  console.log(`killed with SIGKILL: ${events.join(', ')}; load ${loadavg()[0]?.toFixed(1)}`);
  console.log(
    `${questions} questions in ${seconds} s: ${records.length} records, ${chains.length} chains of thought, ${runs.length} trajectories, ${solved} solved; yield ${progress.yield?.toFixed(3)}`,
  );
  const faults = [
    records.length === questions && new Set(records.map(({ id }) => id)).size === questions,
    chains.length === questions,
    runs.length === questions && new Set(runs.map(({ id }) => id)).size === questions,
    listed.length === questions && new Set([...listed, ...runs.map(({ id }) => id)]).size === questions,
    new Set(runs.map(({ task }) => task.id)).size === questions && solved === questions,
    plan.length === 0,
  ].filter((holds) => !holds).length;
  console.log(faults === 0 ? '✓ each question has its trajectory, once' : `✗ ${faults} of 6 checks failed`);
  process.exitCode = faults === 0 ? 0 : 1;
} finally {
  for (const child of alive) child.kill('SIGKILL');
  await rm(folder, { recursive: true });
}
