/**
 * Whether the trainers learn exactly the tokens that `@agentd/distill-data` says, for every export and real tokenizers of
 * six families of models. The neutral rows are the reference.
 *
 *   node --conditions=@agentd/source benchmarks/masks.ts --trajectories FILE.jsonl --python PYTHON [--rows 200]
 *
 * PYTHON has trl, transformers and torch, and the preparations of two more trainers, which need little of what these ask
 * for: `pip install --no-deps axolotl==0.19.0 llamafactory==0.9.5 addict colorama omegaconf antlr4-python3-runtime==4.9.3`.
 * All of them run as they are.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  encodeConversation,
  exportConversations,
  openTokenizer,
  type ExportFormatName,
  type ExportReport,
  type TrainingTokenizer,
} from '@agentd/distill-data';
import { z } from 'zod';
import { awkward, readTrajectories } from './masks/conversations.ts';
import { writeTokenizers } from './masks/tokenizers.ts';

const { values: options } = parseArgs({
  options: {
    trajectories: { type: 'string' },
    python: { type: 'string' },
    rows: { type: 'string', default: '200' },
    only: { type: 'string' },
  },
});
if (options.trajectories === undefined || options.python === undefined) {
  throw new Error('Name the trajectories and a Python with TRL: --trajectories FILE.jsonl --python PYTHON');
}
const { trajectories, python } = options;
const script = join(import.meta.dirname, 'masks', 'trainers.py');
const rowSchema = z.object({ id: z.string(), inputIds: z.array(z.int()), labels: z.array(z.int()) });
type Row = z.infer<typeof rowSchema>;

const runPython = (args: string[]): string =>
  execFileSync(python, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, HF_HUB_OFFLINE: '1', TOKENIZERS_PARALLELISM: 'false' },
  });

const trlFolder = runPython(['-c', 'import pathlib, trl; print(pathlib.Path(trl.__file__).parent)']).trim();
const work = await mkdtemp(join(tmpdir(), 'agentd-masks-'));
const real = await readTrajectories(trajectories, Number(options.rows));
const all = [...real, ...awkward()];
console.log(`${real.length} trajectories and ${all.length - real.length} awkward conversations`);

interface Job {
  family: string;
  label: string;
  trainer: string;
  format: ExportFormatName;
  export: string;
  tokenizer: string;
  rows: string;
}

const trainers: readonly Pick<Job, 'label' | 'trainer' | 'format'>[] = [
  { label: 'TRL on neutral rows', trainer: 'trl-neutral', format: 'neutral' },
  { label: 'TRL on messages', trainer: 'trl', format: 'trl' },
  { label: 'Axolotl', trainer: 'axolotl', format: 'axolotl' },
  { label: 'LLaMA-Factory on neutral rows', trainer: 'llama-factory-neutral', format: 'neutral' },
  { label: 'LLaMA-Factory on messages', trainer: 'llama-factory', format: 'llama-factory' },
];

interface FamilyRun {
  name: string;
  tokenizer: TrainingTokenizer;
  reference: ReadonlyMap<string, Row>;
  jobs: { job: Job; leftOut: ExportReport['leftOut'] }[];
}

try {
  const runs: FamilyRun[] = [];
  for (const [path, family] of await writeTokenizers(work, trlFolder)) {
    if (options.only !== undefined && !options.only.split(',').includes(family.name)) continue;
    const tokenizer = await openTokenizer(path);
    const run: FamilyRun = { name: family.name, tokenizer, reference: referenceRows(tokenizer), jobs: [] };
    for (const trainer of trainers) run.jobs.push(await exportFor(trainer, family, path, tokenizer));
    runs.push(run);
  }
  const jobs = join(work, 'jobs.json');
  await writeFile(jobs, JSON.stringify(runs.flatMap((run) => run.jobs.map(({ job }) => job))));
  runPython([script, jobs]);
  for (const run of runs) await report(run);
} finally {
  await rm(work, { recursive: true });
}

function referenceRows(tokenizer: TrainingTokenizer): Map<string, Row> {
  const rows = new Map<string, Row>();
  for (const conversation of all) {
    try {
      const { inputIds, labels } = encodeConversation(conversation, tokenizer);
      rows.set(conversation.id, { id: conversation.id, inputIds, labels });
    } catch (error) {
      if (real.includes(conversation)) throw error;
    }
  }
  return rows;
}

async function exportFor(
  trainer: Pick<Job, 'label' | 'trainer' | 'format'>,
  { name, llamaFactory }: { name: string; llamaFactory: string },
  tokenizerFolder: string,
  tokenizer: TrainingTokenizer,
): Promise<FamilyRun['jobs'][number]> {
  const folder = join(work, `${trainer.trainer}-${name}`);
  const { leftOut } = await exportConversations(all, {
    folder,
    format: trainer.format,
    tokenizer,
    onUnmaskable: 'drop',
    llamaFactoryTemplate: llamaFactory,
  });
  const rows = `${folder}.rows.jsonl`;
  const job = { ...trainer, family: name, export: folder, tokenizer: tokenizerFolder, rows };
  return { job, leftOut };
}

async function report({ name, tokenizer, reference, jobs }: FamilyRun): Promise<void> {
  const learnt = [...reference.values()].reduce((sum, row) => sum + row.labels.filter((id) => id !== -100).length, 0);
  console.log(
    `\n${name}: ${reference.size} of ${all.length} conversations have an exact mask; ${learnt} tokens learnt`,
  );
  const isReal = new Set(real.map(({ id }) => id));
  for (const { job, leftOut } of jobs) {
    const lines = (await readFile(job.rows, 'utf8')).trim().split('\n');
    const found = lines.map((line) => {
      const row = rowSchema.parse(JSON.parse(line));
      return { row, difference: differenceOf(reference.get(row.id), row) };
    });
    const equal = (wanted: boolean): string => {
      const some = found.filter(({ row }) => isReal.has(row.id) === wanted);
      return `${some.filter(({ difference }) => difference === undefined).length} of ${some.length}`;
    };
    const out = Object.entries(leftOut).map(([reason, { count }]) => `${reason} ${count}`);
    console.log(
      `  ${job.label}: equal to the token for ${equal(true)} trajectories, ${equal(false)} awkward conversations; left out: ${out.join(', ') || 'none'}`,
    );
    const different = found.flatMap(({ row, difference }) => (difference === undefined ? [] : [{ row, difference }]));
    for (const [kind, some] of Map.groupBy(different, ({ difference }) => difference.kind)) {
      const shown = some.slice(0, 3).map(({ row, difference: { at } }) => {
        const text = tokenizer.decode(row.inputIds.slice(Math.max(0, at - 2), at + 2));
        return `${row.id} ${JSON.stringify(text)}`;
      });
      console.log(`    ${kind}: ${some.length}, such as ${shown.join('; ')}`);
    }
  }
}

interface Difference {
  kind: string;
  at: number;
}

function differenceOf(expected: Row | undefined, found: Row): Difference | undefined {
  if (expected === undefined) return { kind: 'no reference', at: 0 };
  const other = found.inputIds.findIndex((id, index) => id !== expected.inputIds[index]);
  if (other !== -1) return { kind: 'other tokens', at: other };
  if (found.inputIds.length !== expected.inputIds.length) {
    return {
      kind: `${expected.inputIds.length - found.inputIds.length} tokens fewer at the end`,
      at: found.inputIds.length - 1,
    };
  }
  const more = found.labels.flatMap((label, index) =>
    label !== -100 && expected.labels[index] === -100 ? [index] : [],
  );
  const fewer = found.labels.flatMap((label, index) =>
    label === -100 && expected.labels[index] !== -100 ? [index] : [],
  );
  if (more.length + fewer.length === 0) return undefined;
  // What a format writes behind the end of a turn, learnt with it.
  const isBehindTurn = (at: number): boolean => (expected.labels[at - 1] ?? -100) !== -100;
  if (fewer.length === 0 && more.every(isBehindTurn)) {
    return { kind: 'equal but for the token behind the end of each turn, learnt too', at: more[0] ?? 0 };
  }
  const kind = [
    more.length > 0 ? `${more.length} tokens more learnt` : '',
    fewer.length > 0 ? `${fewer.length} fewer` : '',
  ];
  return { kind: kind.filter((part) => part !== '').join(', '), at: (more[0] ?? fewer[0]) || 0 };
}
