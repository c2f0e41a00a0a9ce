/**
 * What the executors cost on this machine, side by side with what one would do without them.
 *
 *   node --conditions=@agentd/source benchmarks/sandbox.ts [--rounds 20] [--executors pyodide,quickjs,native]
 *     [--smolagents VENV] [--python python3] [--skip-alternatives] [--json]
 *
 * VENV is a folder: a virtual environment with smolagents and SymPy is made there where there is none.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { freshPyodide, freshPython } from './sandbox/alternatives.ts';
import { executorNames, makeExecutor } from './sandbox/executors.ts';
import { race, rounded, tableOf, type Contestant, type Timing } from './sandbox/measure.ts';
import { Ours } from './sandbox/ours.ts';
import { Smolagents } from './sandbox/smolagents.ts';
import { workloadsOf } from './sandbox/workloads.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    executors: { type: 'string', default: executorNames.join() },
    smolagents: { type: 'string' },
    python: { type: 'string', default: 'python3' },
    'skip-alternatives': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const rounds = z.coerce.number().int().min(1).parse(values.rounds);
const notes: string[] = [];
const results: Record<string, Timing[]> = {};

async function measure(title: string, contestants: readonly (Contestant | undefined)[]): Promise<Timing[]> {
  console.error(`measuring: ${title}`);
  const timings = await race(
    contestants.filter((contestant) => contestant !== undefined),
    rounds,
  );
  results[title] = timings;
  return timings;
}

const message = (error: unknown) => (error instanceof Error ? error.message : String(error));
const cacheDir = await mkdtemp(join(tmpdir(), 'agentd-benchmark-'));
const all: Ours[] = [];
let smolagents: Smolagents | undefined;
try {
  for (const name of z.array(z.enum(executorNames)).parse(values.executors.split(','))) {
    try {
      const ours = new Ours(await makeExecutor(name, {}, cacheDir));
      results[`first start of ${name}`] = await race([ours.start()], 1);
      all.push(ours);
    } catch (error) {
      notes.push(`${name} is left out: ${message(error)}`);
    }
  }
  if (values.smolagents !== undefined && !values['skip-alternatives']) {
    smolagents = await Smolagents.start(values.smolagents, values.python);
  }

  await measure(
    'start',
    all.flatMap((ours) => [ours.start(), ours.warm()]),
  );
  await measure('run of a trivial snippet', await Promise.all(all.map((ours) => ours.run())));
  await measure('tool call', await Promise.all(all.map((ours) => ours.callTool())));
  for (const workload of workloadsOf('python')) {
    const alternatives = values['skip-alternatives']
      ? []
      : [
          ...all.map((ours) => ours.sessionPerCandidate(workload.name)),
          freshPyodide(workload),
          await freshPython(values.python, workload),
          smolagents?.contestant(workload),
        ];
    const forks = await Promise.all(all.map((ours) => ours.forkAndCommit(workload.name)));
    await measure(`8 ${workload.name} candidates`, [...forks, ...alternatives]);
  }

  const lateness: Record<string, { code: string; status: string; lateMs: number }[]> = {};
  for (const ours of all) lateness[ours.name] = await ours.lateness(300);

  const median = (title: string, start: string) =>
    results[title]?.find(({ name }) => name.startsWith(start))?.median ?? Number.NaN;
  const goals = all.flatMap(({ name }) => {
    const trivial = median('8 trivial candidates', `${name}: fork`);
    const limitMs = { pyodide: 80, native: 25 }[name];
    const fresh = { pyodide: 'a fresh Pyodide', native: 'a fresh python3' }[name];
    const speedUps = workloadsOf('python').map(({ name: workload }) => {
      const title = `8 ${workload} candidates`;
      const times = median(title, fresh ?? '') / median(title, `${name}: fork`);
      return { goal: `${name}: 8 ${workload} 50 times faster than ${fresh}`, is: times, met: times >= 50 };
    });
    const late = Math.max(...(lateness[name] ?? []).map(({ lateMs }) => lateMs));
    const contained = lateness[name]?.every(({ status }) => status === 'timeout');
    return [
      ...(limitMs === undefined
        ? []
        : [{ goal: `${name}: 8 trivial within ${limitMs} ms`, is: trivial, met: trivial <= limitMs }]),
      ...(fresh === undefined ? [] : speedUps.filter(({ is }) => !Number.isNaN(is))),
      { goal: `${name}: every runaway ends within 100 ms of its limit`, is: late, met: contained && late <= 100 },
    ];
  });
  const perSecond = Object.fromEntries(
    all.map(({ name }) => [name, Math.round(1_000 / median('run of a trivial snippet', `${name}: run`))]),
  );
  const machine = {
    node: process.version,
    processor: cpus()[0]?.model ?? '',
    cores: cpus().length,
    load: loadavg()[0],
    isolation: all.map(({ executor }) => executor.isolation.label),
  };
  if (values.json) console.log(JSON.stringify({ machine, notes, results, perSecond, lateness, goals }));
  else {
    console.log(machine);
    for (const [title, timings] of Object.entries(results)) {
      console.log(`\n${title}`);
      console.table(tableOf(timings));
    }
    console.log('\nsnippets a second, one after another:', perSecond);
    console.log('\ngoals');
    console.table(goals.map(({ is, ...rest }) => ({ ...rest, is: rounded(is) })));
    for (const note of notes) console.log(note);
  }
} finally {
  smolagents?.close();
  for (const ours of all) await ours.close();
  await rm(cacheDir, { recursive: true, force: true });
}
