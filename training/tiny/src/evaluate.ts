import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { InvalidInputError } from '@agentd/agent-core';
import { localModel } from '@agentd/models/local';
import { pyodideExecutor } from '@agentd/sandbox/pyodide';
import { tinyAgentPath } from '@agentd/tiny-agent';
import { z } from 'zod';
import { openKind } from './evaluate/kinds.ts';
import { readRecords } from './evaluate/record.ts';
import { report } from './evaluate/report.ts';
import { runAll } from './evaluate/run-all.ts';
import { ReusedExecutor } from './reused-executor.ts';

const optionsSchema = z.object({
  model: z.string().default(tinyAgentPath),
  /**
   * `problems`: word problems. `facts`: questions of two steps with web_search. `facts-without-search`: the same, and
   * web_search finds nothing.
   */
  kind: z.enum(['problems', 'facts', 'facts-without-search']).default('problems'),
  /** Problems or questions in the form of the committed file; the committed ones where left out. */
  problems: z.string().optional(),
  /** Where the index of the corpus is kept. */
  index: z.string().min(1).default('build/facts-index'),
  /** How many of the problems, from the first. */
  limit: z.coerce.number().int().positive().default(200),
  /** How many seeds SAG is run with. */
  seeds: z.coerce.number().int().nonnegative().default(5),
  preset: z.enum(['paper', 'recommended']).default('recommended'),
  /** Results, one JSON line a run; runs that it holds are not done again. Default: a file for each kind in `data`. */
  results: z.string().optional(),
  /** `0/2` does the even problems, `1/2` the odd ones: for two processes that share a results file. */
  shard: z
    .string()
    .regex(/^\d+\/[1-9]\d*$/)
    .default('0/1'),
  /** Where the figures are written as Markdown. */
  markdown: z.string().optional(),
});

const names = ['model', 'kind', 'problems', 'index', 'limit', 'seeds', 'preset', 'results', 'shard', 'markdown'];
const parsed = optionsSchema.safeParse(
  parseArgs({ options: Object.fromEntries(names.map((name) => [name, { type: 'string' } as const])) }).values,
);
if (!parsed.success) throw new InvalidInputError(`Bad arguments: ${z.prettifyError(parsed.error)}`);
const options = parsed.data;
const { results = `data/${options.kind}.jsonl` } = options;

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());

const [shard = 0, shards = 1] = options.shard.split('/').map(Number);
const kind = await openKind(options.kind, { problems: options.problems, index: options.index });
const executor = new ReusedExecutor(pyodideExecutor());
const items = kind.items.slice(0, options.limit);
try {
  const model = await localModel({ path: options.model });
  const { seeds, preset } = options;
  const own = items.filter((_, index) => index % shards === shard);
  try {
    await runAll({ ...kind, items: own, model, executor, seeds, preset, results, signal: stop.signal });
  } finally {
    await model.close?.();
  }
} finally {
  await executor.close();
  await kind.close();
}

const wanted = new Set(items.map(({ id }) => id));
const figures = report((await readRecords(results)).filter(({ problem }) => wanted.has(problem)));
console.log(figures);
if (options.markdown !== undefined) await writeFile(options.markdown, `${figures}\n`);
