import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  Agent,
  compactPrompt,
  GreedyDecoder,
  InvalidInputError,
  type Executor,
  type Trajectory,
} from '@agentd/agent-core';
import { pyodideExecutor } from '@agentd/sandbox/pyodide';
import { z } from 'zod';
import { generateProblem, type Problem } from './problems/generate.ts';
import type { Split } from './problems/story.ts';
import { ReusedExecutor } from './reused-executor.ts';
import { toTrainingExample } from './teacher/example.ts';
import { Teacher } from './teacher/teacher.ts';

/** Runs the teacher on one problem through the agent loop. */
export async function teach(problem: Problem, executor: Executor): Promise<Trajectory> {
  const agent = new Agent({
    model: new Teacher([problem]),
    executor,
    decoder: new GreedyDecoder(),
    prompt: compactPrompt,
    maxSteps: 4,
  });
  return agent.run({ id: problem.id, question: problem.question });
}

/** Whether the run ended with exactly this answer. */
export const isRight = (trajectory: Trajectory, answer: string): boolean =>
  trajectory.outcome.status === 'answered' && trajectory.outcome.answer?.text === answer;

const options = z.object({
  split: z.enum(['train', 'development', 'test']).default('train'),
  from: z.coerce.number().int().nonnegative().default(0),
  to: z.coerce.number().int().positive(),
  /** Writes PREFIX.trajectories.jsonl and PREFIX.examples.jsonl. */
  out: z.string().min(1),
});

/** Samples the problems of the range that the files do not hold yet. */
async function sample(split: Split, from: number, to: number, out: string, signal: AbortSignal): Promise<void> {
  const trajectoryPath = `${out}.trajectories.jsonl`;
  const done = await idsOf(trajectoryPath);
  const trajectories = createWriteStream(trajectoryPath, { flags: 'a' });
  const examples = createWriteStream(`${out}.examples.jsonl`, { flags: 'a' });
  const executor = new ReusedExecutor(pyodideExecutor());
  const startedAt = performance.now();
  let kept = 0;
  try {
    for (let number = from; number < to && !signal.aborted; number += 1) {
      const problem = generateProblem(split, number);
      if (done.has(problem.id)) continue;
      const trajectory = await teach(problem, executor);
      if (!isRight(trajectory, problem.answer)) {
        console.error(
          `${problem.id} (${problem.template}): not right, left out: ${JSON.stringify(trajectory.outcome)}`,
        );
        continue;
      }
      kept += 1;
      trajectories.write(`${JSON.stringify(trajectory)}\n`);
      examples.write(`${JSON.stringify(toTrainingExample(trajectory))}\n`);
      if (kept % 1000 === 0) {
        const seconds = (performance.now() - startedAt) / 1000;
        console.error(`${kept} trajectories, ${(kept / seconds).toFixed(1)} a second`);
      }
    }
  } finally {
    await executor.close();
    await Promise.all([trajectories, examples].map((file) => new Promise((resolve) => file.end(resolve))));
  }
}

async function idsOf(path: string): Promise<Set<string>> {
  const ids = new Set<string>();
  if (!existsSync(path)) return ids;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    const parsed = z.object({ task: z.object({ id: z.string() }) }).safeParse(safeJson(line));
    if (parsed.success) ids.add(parsed.data.task.id);
  }
  return ids;
}

/** A line that a killed process left half-written is no JSON; its problem is sampled again. */
function safeJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const names = {
    split: { type: 'string' },
    from: { type: 'string' },
    to: { type: 'string' },
    out: { type: 'string' },
  } as const;
  const parsed = options.safeParse(parseArgs({ options: names }).values);
  if (!parsed.success) throw new InvalidInputError(z.prettifyError(parsed.error));
  const { split, from, to, out } = parsed.data;
  // The run in progress is finished, so that the files end with a whole line.
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());
  await sample(split, from, to, out, stop.signal);
}
