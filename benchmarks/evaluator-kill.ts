/**
 * Kills an evaluation of the tiny agent (real model, real sandbox) again and again with SIGKILL at random moments, goes
 * on with it each time, and compares what it comes to with an evaluation that nobody interrupted: as many results, none
 * lost, none twice, results, trajectories and reports equal but for times and what the model's cache held, and every
 * trajectory that a result names is there.
 *
 *   node --conditions=@agentd/source benchmarks/evaluator-kill.ts [--problems 125] [--seeds 4] [--kills 20]
 *     [--concurrency 2] [--random 1] [--folder FOLDER]
 */
import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { seededRandom } from '@agentd/agent-core';
import { z } from 'zod';
import { differences } from './evaluator-kill/differences.ts';
import { runProcess, type Moment } from './evaluator-kill/rounds.ts';

const { values } = parseArgs({
  options: {
    problems: { type: 'string', default: '125' },
    seeds: { type: 'string', default: '4' },
    kills: { type: 'string', default: '20' },
    concurrency: { type: 'string', default: '2' },
    random: { type: 'string', default: '1' },
    folder: { type: 'string' },
  },
});
const count = z.coerce.number().int().min(1);
const { folder: given, ...numbers } = values;
const {
  kills,
  random: seed,
  ...work
} = z
  .object({ problems: count.max(200), seeds: count, kills: count, concurrency: count, random: count })
  .parse(numbers);
const wanted = work.problems * work.seeds;

const folder = given ?? (await mkdtemp(join(tmpdir(), 'agentd-evaluator-kill-')));
const [whole, killed] = [join(folder, 'whole'), join(folder, 'killed')];
for (const one of [whole, killed]) await mkdir(one, { recursive: true });
console.log(`${wanted} results in ${folder}`);

const uninterrupted = await runProcess(whole, work);
console.log(`uninterrupted: ${uninterrupted.seconds.toFixed(0)} s`);

const random = seededRandom(seed, 0);
/** As many results a round as leaves some for the last one. */
const share = Math.max(1, Math.floor(wanted / (kills + 1)));
function nextMoment(): Moment {
  const kind = random();
  if (kind < 0.2) return { kind: 'start', afterMs: random() * 4_000 };
  const results = Math.floor(random() * share);
  if (kind < 0.6) return { kind: 'stored', results };
  return { kind: 'result', results, afterMs: random() * ((uninterrupted.seconds * 1_000) / wanted) };
}

let done = 0;
for (let kill = 1; kill <= kills; kill += 1) {
  const moment = nextMoment();
  const ending = await runProcess(killed, work, moment);
  console.log(`kill ${kill}: ${JSON.stringify(moment)}, results ${ending.before ?? '?'} to ${ending.after ?? '?'}`);
  if (!ending.killed) throw new Error(`It ended after ${kill - 1} kills; ask for fewer, or for more results.`);
  if (ending.before !== undefined && ending.before < done)
    throw new Error(`${done - ending.before} results were lost.`);
  done = ending.after ?? done;
}
const last = await runProcess(killed, work);
console.log(`the rest: results ${last.before} to ${last.after}`);

const faults = await differences(whole, killed, work);
for (const fault of faults) console.log(fault);
console.log(`${last.after} of ${wanted} results after ${kills} kills, ${faults.length} faults`);
process.exitCode = faults.length === 0 && last.after === wanted ? 0 : 1;
