import { createReadStream, existsSync } from 'node:fs';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import {
  Agent,
  AgentdError,
  AgentRunError,
  compactPrompt,
  GreedyDecoder,
  InvalidInputError,
  type AgentRunOptions,
  type StepDecoder,
  type Task,
  type Trajectory,
} from '@agentd/agent-core';
import { localModel } from '@agentd/models/local';
import { SagDecoder } from '@agentd/sag-decoder';
import { pyodideExecutor } from '@agentd/sandbox/pyodide';
import { tinyAgentPath, tinyAgentProblems } from '@agentd/tiny-agent';
import { z } from 'zod';
import { ReusedExecutor } from './reused-executor.ts';
import { evaluationRecordSchema, toRecord, type EvaluationRecord } from './evaluate/record.ts';
import { report } from './evaluate/report.ts';

/** Steps and tokens that one problem may take; the longest solution of the teacher has three steps. */
const MAX_STEPS = 4;
const MAX_TOKENS = 320;

const optionsSchema = z.object({
  model: z.string().default(tinyAgentPath),
  /** Problems in the form of the committed file; the committed ones where left out. */
  problems: z.string().optional(),
  /** How many of the problems, from the first. */
  limit: z.coerce.number().int().positive().default(200),
  /** How many seeds SAG is run with. */
  seeds: z.coerce.number().int().nonnegative().default(5),
  preset: z.enum(['paper', 'recommended']).default('recommended'),
  /** Results, one JSON line a run; runs that it holds are not done again. */
  results: z.string().default('data/evaluation.jsonl'),
  /** `0/2` does the even problems, `1/2` the odd ones: for two processes that share a results file. */
  shard: z
    .string()
    .regex(/^\d+\/[1-9]\d*$/)
    .default('0/1'),
  /** Where the figures are written as Markdown. */
  markdown: z.string().optional(),
});

const names = ['model', 'problems', 'limit', 'seeds', 'preset', 'results', 'shard', 'markdown'] as const;
const parsed = optionsSchema.safeParse(
  parseArgs({ options: Object.fromEntries(names.map((name) => [name, { type: 'string' } as const])) }).values,
);
if (!parsed.success) throw new InvalidInputError(`Bad arguments: ${z.prettifyError(parsed.error)}`);
const options = parsed.data;

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());

await mkdir(dirname(options.results), { recursive: true });
const [shard = 0, shards = 1] = options.shard.split('/').map(Number);
const problems = (await tinyAgentProblems(options.problems)).slice(0, options.limit);
const own = problems.filter((_, index) => index % shards === shard);
const done = new Set((await readRecords(options.results)).map(keyOf));
const runs = [
  { decoder: 'greedy' as const, seed: 0 },
  ...Array.from({ length: options.seeds }, (_, seed) => ({ decoder: 'sag' as const, seed })),
].flatMap((run) => own.map((problem) => ({ ...run, problem })));
const left = runs.filter(({ decoder, seed, problem }) => !done.has(`${decoder} ${seed} ${problem.id}`));

if (left.length > 0) {
  const model = await localModel({ path: options.model });
  const executor = new ReusedExecutor(pyodideExecutor());
  const decoders: Record<EvaluationRecord['decoder'], StepDecoder> = {
    greedy: new GreedyDecoder(),
    sag: new SagDecoder({ preset: options.preset }),
  };
  try {
    for (const [index, { decoder, seed, problem }] of left.entries()) {
      const agent = new Agent({
        model,
        executor,
        decoder: decoders[decoder],
        prompt: compactPrompt,
        maxSteps: MAX_STEPS,
        maxTokens: MAX_TOKENS,
        timeoutMs: 2000,
      });
      const task = { id: problem.id, question: problem.question };
      const trajectory = await runTask(agent, task, { seed, signal: stop.signal });
      await appendFile(options.results, `${JSON.stringify(toRecord(trajectory, problem, decoder, seed))}\n`);
      if ((index + 1) % 50 === 0) console.error(`${index + 1} of ${left.length} runs done`);
    }
  } finally {
    await executor.close();
    await model.close?.();
  }
}

const wanted = new Set(problems.map(({ id }) => id));
const figures = report((await readRecords(options.results)).filter(({ problem }) => wanted.has(problem)));
console.log(figures);
if (options.markdown !== undefined) await writeFile(options.markdown, `${figures}\n`);

/** A conversation that outgrows the model's context is a run without an answer, not the end of the evaluation. */
async function runTask(agent: Agent, task: Task, runOptions: AgentRunOptions): Promise<Trajectory> {
  try {
    return await agent.run(task, runOptions);
  } catch (error) {
    if (error instanceof AgentRunError && AgentdError.isInstance(error, 'model/context-overflow'))
      return error.trajectory;
    throw error;
  }
}

function keyOf({ decoder, seed, problem }: EvaluationRecord): string {
  return `${decoder} ${seed} ${problem}`;
}

async function readRecords(path: string): Promise<EvaluationRecord[]> {
  const records: EvaluationRecord[] = [];
  if (!existsSync(path)) return records;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    if (line.trim() !== '') records.push(evaluationRecordSchema.parse(JSON.parse(line)));
  }
  return records;
}
