/**
 * Thousands of forks with candidates of every kind on one pool of sessions: nothing may crash or get lost, and memory
 * must stay bounded. Every result is checked. Ctrl-C ends it with a summary.
 *
 *   node --conditions=@agentd/source benchmarks/soak.ts [--forks 10000] [--candidates 3] [--sessions 2]
 *     [--executor pyodide|native] [--seed 1] [--samples FILE.jsonl] [--svg FILE.svg]
 */
import { appendFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { executorPool } from '@agentd/sandbox';
import { z } from 'zod';
import { makeExecutor } from './sandbox/executors.ts';
import { outputLimit } from './soak/candidates.ts';
import { curveSvg, curveText } from './soak/curve.ts';
import { sampleMemory, type MemorySample } from './soak/memory.ts';
import { SoakLog, SoakUser } from './soak/user.ts';

const { values } = parseArgs({
  options: {
    forks: { type: 'string', default: '10000' },
    candidates: { type: 'string', default: '3' },
    sessions: { type: 'string', default: '2' },
    executor: { type: 'string', default: 'pyodide' },
    seed: { type: 'string', default: '1' },
    samples: { type: 'string', default: join(tmpdir(), `agentd-soak-${process.pid}.jsonl`) },
    svg: { type: 'string' },
  },
});
const count = z.coerce.number().int().min(1);
const [forks, candidatesPerFork, sessions, seed] = [values.forks, values.candidates, values.sessions, values.seed].map(
  (text) => count.parse(text),
);
if (forks === undefined || candidatesPerFork === undefined || sessions === undefined || seed === undefined)
  throw new Error('A number is missing.');

/** Numbers from 0 to 1 (mulberry32): the same for the same seed. */
function randomNumbers(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const pool = executorPool(
  await makeExecutor(z.enum(['pyodide', 'native']).parse(values.executor), { memoryLimitMb: 160, outputLimit }),
  { maxSessions: sessions, warmSpares: 0 },
);
const log = new SoakLog();
const stop = new AbortController();
process.once('SIGINT', () => stop.abort());

const startedAt = performance.now();
const seconds = () => Number(((performance.now() - startedAt) / 1_000).toFixed(1));
const samples: MemorySample[] = [];
function sample(): void {
  const memory = sampleMemory();
  samples.push(memory);
  const { forks: done, candidates, faults } = log;
  const state = { seconds: seconds(), forks: done, candidates, faults: faults.length, ...memory, ...pool.statistics() };
  appendFileSync(values.samples, `${JSON.stringify(state)}\n`);
  if (samples.length % 10 === 0) console.error(`${state.seconds} s: ${done} forks, ${faults.length} faults`);
}
const sampler = setInterval(sample, 2_000);

await Promise.all(
  Array.from({ length: sessions }, (_, user) =>
    new SoakUser(pool, log, {
      forks,
      candidatesPerFork,
      signal: stop.signal,
      random: randomNumbers(seed + user),
    }).work(),
  ),
);
clearInterval(sampler);
sample();
const statistics = pool.statistics();
await pool.close();
const left = sampleMemory().children;
log.check(left === 0, `${left} child processes are left`);

const host = samples.map(({ hostMb }) => hostMb);
const children = samples.map(({ childrenMb }) => childrenMb);
if (values.svg !== undefined) {
  const title = `Resident memory over ${log.forks} forks, ${pool.isolation.label}`;
  writeFileSync(
    values.svg,
    curveSvg(title, 'MiB', 'forks', [
      { name: 'host', values: host },
      { name: 'children', values: children },
    ]),
  );
}
const mean = (part: readonly number[]) => part.reduce((sum, value) => sum + value, 0) / Math.max(1, part.length);
const range = (all: readonly number[]) => {
  const quarter = Math.max(1, Math.floor(all.length / 4));
  const [second, last] = [mean(all.slice(quarter, 2 * quarter)), mean(all.slice(-quarter))];
  return `${Math.round(Math.min(...all))} to ${Math.round(Math.max(...all))} MiB; mean of the second quarter ${Math.round(second)}, of the last ${Math.round(last)}`;
};
const { forks: done, candidates, commits, resets, aborts, sessions: opened, byKind, faults } = log;
console.log(`${pool.isolation.label}, ${seconds()} s:`, { forks: done, candidates, commits, resets, aborts, opened });
console.log(Object.fromEntries(byKind));
console.log(statistics);
console.log(`host      ${curveText(host)} ${range(host)}`);
console.log(`children  ${curveText(children)} ${range(children)}`);
console.log(`samples: ${values.samples}`);
console.log(`${faults.length} results were not what they must be, or were lost`);
process.exitCode = faults.length === 0 ? 0 : 1;
