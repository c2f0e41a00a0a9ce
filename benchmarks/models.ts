/**
 * What samples of a small local model cost: processor time, side by side with what one would use without agentd.
 *
 *   node --conditions=@agentd/source benchmarks/models.ts [--rounds 3] [--weights fp32,int8,q4] [--prompt 1500]
 *     [--tokens 200] [--samples 8,16,32] [--threads 1] [--folder DIR] [--quick] [--soak 0] [--svg FOLDER] [--json]
 *
 * The models are made here: 124 million random weights in the shape of Qwen2. With --folder they are kept for the next
 * run. --quick leaves out the slowest contestants and llama.cpp. Samples end after a fifth of --tokens to all of it,
 * evenly spread, whatever they say. --soak asks the tiny agent so many times and watches memory.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { tinyAgentPath } from '@agentd/tiny-agent';
import * as Plot from '@observablehq/plot';
import { z } from 'zod';
import { contestantsOf } from './models/contestants.ts';
import { closeEngines, openEngines } from './models/engines.ts';
import { race } from './models/measure.ts';
import { memoryCurve, type MemoryCurve } from './models/memory.ts';
import { weightFormats } from './models/qwen-onnx.ts';
import { equalitiesOf, goalsOf, tableOf, type Findings } from './models/report.ts';
import { lateness } from './models/responsiveness.ts';
import type { Settings } from './models/settings.ts';
import { tinyAgentEquality } from './models/tiny-agent.ts';
import { twoSteps } from './models/two-steps.ts';
import { plotSvg } from './plot-svg.ts';
import { curveSvg, curveText } from './soak/curve.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    weights: { type: 'string', default: weightFormats.join() },
    prompt: { type: 'string', default: '1500' },
    tokens: { type: 'string', default: '200' },
    samples: { type: 'string', default: '8,16,32' },
    threads: { type: 'string', default: '1' },
    folder: { type: 'string' },
    quick: { type: 'boolean', default: false },
    soak: { type: 'string', default: '0' },
    svg: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const count = z.coerce.number().int().min(1);
const formats = z.array(z.enum(weightFormats)).parse(values.weights.split(',').filter((name) => name !== ''));
const counts = z.array(count).parse(values.samples.split(','));
const calls = z.coerce.number().int().min(0).parse(values.soak);
const folder = values.folder ?? (await mkdtemp(join(tmpdir(), 'agentd-benchmark-')));
const settings: Settings = {
  rounds: count.parse(values.rounds),
  prompt: count.parse(values.prompt),
  tokens: count.parse(values.tokens),
  threads: count.parse(values.threads),
  folder,
};
const notes = new Set<string>();
const findings: Record<string, Findings> = {};
let memory: MemoryCurve | undefined;

try {
  // First, while nothing else has left memory behind.
  if (calls > 0)
    memory = await memoryCurve({ path: tinyAgentPath, threads: 1, cacheDir: join(folder, 'graphs') }, calls);
  for (const format of formats) {
    console.error(`measuring: ${format}`);
    const left = { out: (note: string) => void notes.add(note), skipLlamaCpp: values.quick };
    const engines = await openEngines(format, settings, left);
    try {
      const costs = await race(
        contestantsOf(engines, settings, counts).filter(({ rounds }) => rounds === undefined || !values.quick),
        settings.rounds,
      );
      const steps = await twoSteps(engines.shared, settings);
      const equalities = await equalitiesOf(engines, settings);
      const options = { path: join(folder, format), dtype: format, threads: settings.threads };
      const late = await lateness({ ...options, cacheDir: join(folder, 'graphs') }, settings);
      findings[format] = { costs, steps, equalities, lateness: late };
    } finally {
      await closeEngines(engines);
    }
  }
  const tinyAgent = await tinyAgentEquality(100, join(folder, 'graphs'));

  const goals = Object.entries(findings).flatMap(([format, found]) => goalsOf(format, found));
  const exact = tinyAgent['prompts read whole, caches copied']?.unequal ?? Number.NaN;
  goals.push({ goal: 'tiny agent, prompts read as by transformers.js: no unequal text', is: exact, met: exact === 0 });
  if (memory !== undefined) {
    const goal = `growth of memory over the last ${calls / 2} of ${calls} calls: at most 4 KiB a call`;
    goals.push({ goal, is: memory.slope, met: memory.slope <= 4 });
  }
  const machine = {
    node: process.version,
    processor: cpus()[0]?.model ?? '',
    cores: cpus().length,
    load: loadavg()[0],
    ...settings,
    folder: undefined,
  };
  if (values.svg !== undefined) await draw(values.svg);
  if (values.json) console.log(JSON.stringify({ machine, notes: [...notes], findings, tinyAgent, memory, goals }));
  else {
    console.log(machine);
    for (const [format, { costs, steps, equalities, lateness: late }] of Object.entries(findings)) {
      console.log(`\n${format}: processor time of ${settings.prompt} prompt tokens and the samples after them`);
      console.table(tableOf(costs));
      console.log('second step of an agent, after the first and cold:', steps);
      console.log('texts:', equalities);
      console.log('event loop delay while eight samples are drawn, ms:', late);
    }
    console.log('\ntiny agent, greedy texts:', tinyAgent);
    if (memory !== undefined)
      console.log(`\nmemory ${curveText(memory.resident)} ${memory.slope.toFixed(2)} KiB a call`);
    console.log('\ngoals');
    console.table(goals);
    for (const note of notes) console.log(note);
  }
} finally {
  if (values.folder === undefined) await rm(folder, { recursive: true, force: true });
}

async function draw(into: string): Promise<void> {
  const points = Object.entries(findings).flatMap(([name, { costs }]) => {
    const [one = 1, ...more] = [1, ...counts].map(
      (n) => costs.find((cost) => cost.name === `shared prefix, N = ${n}`)?.median ?? Number.NaN,
    );
    return [one, ...more].map((seconds, at) => ({ name, samples: [1, ...counts][at], share: (100 * seconds) / one }));
  });
  if (points.length > 0) {
    const picture = plotSvg({
      title: 'Processor time of samples that share a prefix',
      series: Object.keys(findings),
      height: 320,
      x: { label: 'samples' },
      y: { label: '% of one sample', grid: true, zero: true },
      marks: [Plot.line(points, { x: 'samples', y: 'share', stroke: 'name', marker: 'dot' })],
    });
    await writeFile(join(into, 'models.svg'), picture);
  }
  if (memory === undefined) return;
  const line = { name: 'resident', values: memory.resident };
  await writeFile(join(into, 'models-memory.svg'), curveSvg(`Memory over ${calls} calls`, 'MiB', 'calls', [line]));
}
