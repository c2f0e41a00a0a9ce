/**
 * Passages a second of an encoder in the shape of e5-base-v2: ours against the pipeline of transformers.js, in turns.
 *
 *   node --conditions=@agentd/source benchmarks/embedding.ts --encoder FOLDER [--texts FILE]
 *     [--passages 96] [--rounds 3] [--threads 1,2] [--batch-tokens N] [--json]
 *
 * The encoder is made by packages/retriever/scripts/make_random_encoder.py FOLDER, which needs the packages of
 * requirements.txt beside it. FILE is JSON: strings, passages, or titles with sentences.
 */
import { existsSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { ours, plainPipeline, type Contender } from './embedding/contestants.ts';
import { madeUpTexts, readTexts } from './embedding/texts.ts';
import { race, rounded, tableOf, type Timing } from './sandbox/measure.ts';

const { values } = parseArgs({
  options: {
    encoder: { type: 'string' },
    texts: { type: 'string' },
    passages: { type: 'string', default: '96' },
    rounds: { type: 'string', default: '3' },
    threads: { type: 'string', default: '1,2' },
    'batch-tokens': { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const count = z.coerce.number().int().min(1);
const folder = resolve(z.string('pass --encoder FOLDER').parse(values.encoder));
const batchTokens = count.optional().parse(values['batch-tokens']);
const wanted = count.parse(values.passages);

if (!existsSync(join(folder, 'onnx', 'model_quantized.onnx'))) {
  throw new Error(
    `${folder} holds no encoder. Make it: python packages/retriever/scripts/make_random_encoder.py ${folder} ` +
      '(needs the packages of requirements.txt beside it)',
  );
}
const texts = values.texts === undefined ? madeUpTexts(wanted) : await readTexts(values.texts, wanted);
const words = texts.map((text) => text.split(' ').length).toSorted((one, other) => one - other);

const results: Record<string, Timing[]> = {};
/** Time of the processor for a passage, at best: other work on the machine hardly changes it. */
const processor: Record<string, Record<string, number>> = {};
const goals: Record<string, unknown>[] = [];
const goal = (name: string, is: number, met: boolean): void => void goals.push({ goal: name, is: rounded(is), met });

for (const threads of z.array(count).parse(values.threads.split(','))) {
  const title = `${threads} ${threads === 1 ? 'thread' : 'threads'}`;
  console.error(`measuring: ${title}`);
  const contenders: Contender[] = [];
  try {
    contenders.push(await plainPipeline(folder, 'fp32', threads));
    contenders.push(await ours(folder, 'fp32', threads, batchTokens));
    contenders.push(await plainPipeline(folder, 'q8', threads));
    contenders.push(await ours(folder, 'q8', threads, batchTokens));
    const vectors: Float32Array[][] = [];
    const processorMs: Record<string, number> = {};
    processor[title] = processorMs;
    const timings = await race(
      contenders.map(({ name, embed }, at) => ({
        name,
        tasks: texts.length,
        once: async () => {
          const before = process.cpuUsage();
          vectors[at] = await embed(texts);
          const { user, system } = process.cpuUsage(before);
          processorMs[name] = Math.min(processorMs[name] ?? Infinity, (user + system) / 1_000 / texts.length);
        },
      })),
      count.parse(values.rounds),
    );
    results[title] = timings;
    const [plain, byLength, int8, both] = timings.map(({ median }) => median);
    const times = (other = Number.NaN): number => (plain ?? Number.NaN) / other;
    goal(`${title}: 1.5 times the passages a second, by length and 8 bits`, times(both), times(both) >= 1.5);
    goal(`${title}: by length alone`, times(byLength), times(byLength) >= 1);
    goal(`${title}: by 8 bits alone`, times(int8), times(int8) >= 1);
    const exact = furthest(vectors[0], vectors[1]);
    const near = furthest(vectors[0], vectors[3]);
    goal(`${title}: 1 - cosine to the pipeline at most 0.001, fp32`, 1 - exact, 1 - exact <= 1e-3);
    goal(`${title}: 1 - cosine to the pipeline in fp32 at most 0.01, q8`, 1 - near, near >= 0.99);
    const [first, ...rest] = vectors[0] ?? [];
    const strangers = first === undefined ? Number.NaN : furthest(Array<Float32Array>(rest.length).fill(first), rest);
    goal(`${title}: 1 - cosine of different texts above that`, 1 - strangers, strangers < near);
  } finally {
    for (const contender of contenders) await contender.close();
  }
}

/** The least cosine between two lists of vectors. */
function furthest(one: readonly Float32Array[] = [], other: readonly Float32Array[] = []): number {
  const cosines = one.map((vector, at) => vector.reduce((sum, x, i) => sum + x * (other[at]?.[i] ?? Number.NaN), 0));
  return Math.min(...cosines);
}

const machine = {
  node: process.version,
  processor: cpus()[0]?.model ?? '',
  cores: cpus().length,
  load: loadavg()[0],
  passages: texts.length,
  words: { least: words[0], median: words[words.length >> 1], most: words.at(-1) },
};
const perSecond = (timings: readonly Timing[]): Record<string, number> =>
  Object.fromEntries(timings.map(({ name, median }) => [name, rounded(1_000 / median)]));
const mapped = (record: Record<string, number> = {}, change: (value: number) => number): Record<string, number> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
if (values.json) console.log(JSON.stringify({ machine, results, processor, goals }));
else {
  console.log(machine);
  for (const [title, timings] of Object.entries(results)) {
    console.log(`\n${title}: a passage`);
    console.table(tableOf(timings));
    console.log('passages a second:', perSecond(timings));
    console.log('processor ms:', mapped(processor[title], rounded));
  }
  console.log('\ngoals');
  console.table(goals);
}
