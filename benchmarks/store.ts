/**
 * The embedded store of samplings: how long a million stored trajectories take to open and resume, in what memory; and
 * whether a sampling that is killed with SIGKILL again and again ends with each trajectory once.
 *
 *   node --conditions=@agentd/source benchmarks/store.ts [--trajectories 1000000] [--questions 2000] [--kills 20]
 *     [--thinking 20] [--seed 1] [--folder FOLDER]
 *
 * Every step runs in a process of its own. A million trajectories take 2.6 GB in `--folder`, default the temporary
 * folder, and are removed.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { parseTrajectory, seededRandom } from '@agentd/agent-core';
import { openSamplingFolder } from '@agentd/ftp-sampler';
import { z } from 'zod';

const { values } = parseArgs({
  options: {
    trajectories: { type: 'string', default: '1000000' },
    questions: { type: 'string', default: '2000' },
    kills: { type: 'string', default: '20' },
    thinking: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    folder: { type: 'string', default: tmpdir() },
  },
});
const count = z.coerce.number().int().min(0);
const [trajectories, questions, kills] = [values.trajectories, values.questions, values.kills].map((text) =>
  count.parse(text),
);
const random = seededRandom(count.parse(values.seed), 0);
const folder = await mkdtemp(join(values.folder, 'agentd-store-'));

function commandOf(script: string, ...args: (string | number | undefined)[]): [string, string[]] {
  const path = fileURLToPath(new URL(`store/${script}.ts`, import.meta.url));
  return [process.execPath, ['--conditions=@agentd/source', path, ...args.map(String)]];
}

async function measured(...args: [string, ...(string | number | undefined)[]]): Promise<string> {
  const { stdout } = await promisify(execFile)(...commandOf(...args));
  if (stdout === '') return '';
  const { openSeconds, resumeSeconds, cpuSeconds, peakMegabytes } = z
    .record(z.string(), z.number())
    .parse(JSON.parse(stdout));
  return `open ${openSeconds?.toFixed(2)} s, resume ${resumeSeconds?.toFixed(2)} s (CPU ${cpuSeconds?.toFixed(2)} s), peak RSS ${peakMegabytes?.toFixed(0)} MB`;
}

async function measureScale(): Promise<void> {
  const big = join(folder, 'big');
  await measured('fill', big, trajectories);
  const { size } = await stat(join(big, 'trajectories.jsonl'));
  console.log(`${trajectories} trajectories, ${(size / 1e9).toFixed(2)} GB; load ${loadavg()[0]?.toFixed(1)}`);
  console.log(`without an index, which is written: ${await measured('resume', big, trajectories, 'open')}`);
  for (let round = 0; round < 3; round += 1) console.log(`with it: ${await measured('resume', big, trajectories)}`);
  await rm(big, { recursive: true });
}

async function killAgainAndAgain(): Promise<boolean> {
  const killed = join(folder, 'killed');
  let kept = 0;
  for (let life = 0; life <= (kills ?? 0); life += 1) {
    const child = spawn(...commandOf('sample', killed, questions, values.thinking), {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit');
    if (life < (kills ?? 0)) {
      // From the first question of this life on, a moment at random.
      await Promise.race([once(child.stdout, 'data'), ended]);
      await delay(400 * random());
      child.kill('SIGKILL');
    }
    child.stdout.resume();
    const [code, signal] = await ended;
    const lines = (await readFile(join(killed, 'trajectories.jsonl'), 'utf8')).split('\n').length - 1;
    console.log(`life ${life + 1}: ${signal ?? `ended with ${code}`}, ${lines} trajectories`);
    if (lines < kept) return false;
    kept = lines;
  }
  const path = join(killed, 'trajectories.jsonl');
  const runs = (await readFile(path, 'utf8')).trimEnd().split('\n');
  const ids = runs.map((line, number) => parseTrajectory(line, `${path}:${number + 1}`).id);
  await using store = await openSamplingFolder(killed);
  const records = await Array.fromAsync(store.questions.all());
  console.log(`${ids.length} trajectories, ${new Set(ids).size} unique, ${records.length} of ${questions} questions`);
  const done = records.filter(({ status }) => status === 'done').length;
  return ids.length === questions && new Set(ids).size === questions && done === questions;
}

try {
  if (trajectories !== 0) await measureScale();
  const isExact = questions === 0 || (await killAgainAndAgain());
  console.log(isExact ? `✓ exact after ${kills} kills` : '✗ not each trajectory once');
  process.exitCode = isExact ? 0 : 1;
} finally {
  await rm(folder, { recursive: true });
}
