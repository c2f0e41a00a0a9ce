/**
 * Search among vectors at scale: build time, disk, memory, recall against an exact search, latency.
 *
 *   node --conditions=@agentd/source benchmarks/retriever.ts [--vectors 100000,1000000] [--dimension 768]
 *     [--queries 200] [--seed 1] [--kinds rq-1,rq-4,pq] [--partitions N] [--curve] [--svg FILE]
 *     [--rivals FOLDER] [--folder FOLDER] [--json]
 *
 * Every step runs in a process of its own. `--curve` searches with rising effort; `--svg` draws that of the last size.
 * `--rivals` is a folder where `npm install hnswlib-node usearch sqlite-vec better-sqlite3` was run: they are measured
 * at the first size. The tables go into `--folder`, default the temporary folder, and are removed.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { indexKinds } from './retriever/kinds.ts';
import { type Built, type Effort, type Searched, VectorTable } from './retriever/measure.ts';
import { builtTable, searchedTable, tradeOffSvg } from './retriever/report.ts';
import { rivalNames } from './retriever/rivals/rival.ts';

const { values } = parseArgs({
  options: {
    vectors: { type: 'string', default: '100000,1000000' },
    dimension: { type: 'string', default: '768' },
    queries: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    kinds: { type: 'string', default: 'rq-1' },
    partitions: { type: 'string' },
    curve: { type: 'boolean', default: false },
    svg: { type: 'string' },
    rivals: { type: 'string' },
    folder: { type: 'string', default: tmpdir() },
    json: { type: 'boolean', default: false },
  },
});
const count = z.coerce.number().int().min(1);
const counts = z.array(count).parse(values.vectors.split(','));
const kinds = z.array(z.enum(indexKinds)).parse(values.kinds.split(',').filter((kind) => kind !== ''));
const queries = count.parse(values.queries);
const partitions = count.optional().parse(values.partitions);

const rising: Effort[] = [20, 50, 200].flatMap((probes) => [14, 28, 56].map((refine) => ({ probes, refine })));

interface Report {
  vectors: number;
  load: number[];
  built: Built[];
  searched: Searched[];
  notes: string[];
}

async function measureSize(vectors: number, isFirst: boolean, folder: string): Promise<Report> {
  const report: Report = { vectors, load: [], built: [], searched: [], notes: [] };
  const step = (what: string): void => {
    report.load.push(loadavg()[0] ?? 0);
    console.error(`${vectors} vectors: ${what}`);
  };
  const builds = (...all: Built[]): void => {
    report.built.push(...all);
    for (const { what, seconds } of all) console.error(`  ${what}: ${seconds.toFixed(1)} s`);
  };
  const searches = (...all: Searched[]): void => {
    report.searched.push(...all);
    for (const { what, at3 } of all) {
      console.error(
        `  ${what}: recall@3 ${at3.recall.toFixed(3)}, ${at3.p50.toFixed(1)} ms, 95 % ${at3.p95.toFixed(1)} ms`,
      );
    }
  };
  const set = { count: vectors, dimension: count.parse(values.dimension), seed: z.coerce.number().parse(values.seed) };
  const table = new VectorTable(join(folder, `table-${vectors}`), set, queries);
  step('storing');
  builds(...(await table.ingest()));
  step('exact search');
  searches(await table.searchExactly());
  for (const kind of kinds) {
    step(`building ${kind}`);
    builds(await table.index(kind, partitions));
    step(`searching ${kind}`);
    searches(...(await table.search(kind, [{}])));
    if (values.curve) searches(...(await table.search(kind, rising)));
  }
  for (const name of values.rivals !== undefined && isFirst ? rivalNames : []) {
    step(name);
    try {
      const { built, searched } = await table.rival(name, values.rivals ?? '', join(folder, name));
      builds(built);
      searches(...searched);
    } catch (error) {
      report.notes.push(`${name} is left out: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  await rm(join(folder, `table-${vectors}`), { recursive: true, force: true });
  return report;
}

const folder = await mkdtemp(join(values.folder, 'agentd-vectors-'));
try {
  const reports: Report[] = [];
  for (const [at, vectors] of counts.entries()) reports.push(await measureSize(vectors, at === 0, folder));
  const last = reports.at(-1);
  if (values.svg !== undefined && last !== undefined) await writeFile(values.svg, tradeOffSvg(last));
  const machine = { node: process.version, processor: cpus()[0]?.model ?? '', cores: cpus().length };
  const goals = reports
    .filter(({ vectors }) => vectors >= 1_000_000)
    .flatMap(({ searched }) => searched.filter(({ what }) => what === 'rq-1, defaults'))
    .flatMap(({ at3, peakMb }) => [
      { goal: 'recall@3 of at least 0.99', is: at3.recall, met: at3.recall >= 0.99 },
      { goal: 'p95 within 25 ms', is: at3.p95, met: at3.p95 <= 25 },
      { goal: 'at most 500 MB of memory', is: peakMb, met: peakMb <= 500 },
    ]);
  if (values.json) console.log(JSON.stringify({ machine, reports, goals }));
  else {
    console.log(machine);
    for (const { vectors, load, built, searched, notes } of reports) {
      const [low, high] = [Math.min(...load), Math.max(...load)];
      console.log(`\n${vectors} vectors (load of the machine ${low.toFixed(1)} to ${high.toFixed(1)})`);
      console.table(builtTable(built, vectors));
      console.table(searchedTable(searched));
      for (const note of notes) console.log(note);
    }
    if (goals.length > 0) console.table(goals);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
