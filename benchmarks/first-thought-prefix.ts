/**
 * What the first-thought prefix does to the accuracy of a small teacher that knows chains of thought and an agent's
 * form: the tiny agent without a prefix, with one from a chain of thought of its own, and with one from a chain of
 * thought of another question.
 *
 *   node --conditions=@agentd/source benchmarks/first-thought-prefix.ts [--limit 200] [--seeds 3] [--concurrency 2]
 *     [--sets problems,questions] [--folder FOLDER] [--out FILE]
 *
 * Every run is kept in FOLDER (default: in the temporary folder) as JSON Lines, in a folder for each version of the
 * weights; a second call goes on where the first one ended, also after Ctrl-C. FILE is written again and again as
 * questions are done.
 */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Executor } from '@agentd/agent-core';
import { openSamplingFolder, sampleTrajectories } from '@agentd/ftp-sampler';
import { localModel } from '@agentd/models/local';
import { executorPool } from '@agentd/sandbox';
import { pyodideExecutor } from '@agentd/sandbox/pyodide';
import { tinyAgentPath } from '@agentd/tiny-agent';
import { z } from 'zod';
import { conditions, settingsOf, type Condition } from './first-thought-prefix/conditions.ts';
import { readOutcomes, type QuestionOutcome } from './first-thought-prefix/outcomes.ts';
import { factSet, problemSet, type QuestionSet } from './first-thought-prefix/question-sets.ts';
import { setReport } from './first-thought-prefix/report.ts';

const { values } = parseArgs({
  options: {
    limit: { type: 'string', default: '200' },
    seeds: { type: 'string', default: '3' },
    concurrency: { type: 'string', default: '2' },
    sets: { type: 'string', default: 'problems,questions' },
    folder: { type: 'string', default: join(tmpdir(), 'agentd-first-thought-prefix') },
    out: { type: 'string' },
  },
});
const count = z.coerce.number().int().positive();
const [limit, seeds, concurrency] = [values.limit, values.seeds, values.concurrency].map((text) => count.parse(text));
const wanted = z.array(z.enum(['problems', 'questions'])).parse(values.sets.split(','));
if (limit === undefined || seeds === undefined || concurrency === undefined) throw new TypeError('A count is missing.');

/** So many questions are drawn under one condition before the next one's turn, so that an early end has all of them. */
const TURN = 5;

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());

const weights = createHash('sha256')
  .update(await readFile(join(tinyAgentPath, 'onnx', 'model_quantized.onnx')))
  .digest('hex')
  .slice(0, 12);
const folderOf = (set: QuestionSet, condition: Condition): string =>
  join(values.folder, weights, set.name, condition.replaceAll(' ', '-'));

async function openSet(name: 'problems' | 'questions'): Promise<QuestionSet> {
  return name === 'problems' ? problemSet() : factSet(join(values.folder, 'facts-index'));
}

/** Draws one turn under every condition. */
async function drawTurn(set: QuestionSet, from: number, teacher: Parameters<typeof settingsOf>[2]): Promise<void> {
  const tasks = set.tasks.slice(from, Math.min(from + TURN, limit ?? TURN));
  if (tasks.length === 0) return;
  for (const condition of conditions) {
    await using store = await openSamplingFolder(folderOf(set, condition));
    const { failed, errors, elapsedMs } = await sampleTrajectories({
      ...settingsOf(condition, set, teacher),
      tasks,
      store,
      concurrency: concurrency ?? 1,
      signal: stop.signal,
    });
    const faults = failed === 0 ? '' : `, ${failed} failed: ${JSON.stringify(errors)}`;
    const where = `${set.name} ${from + 1} to ${from + tasks.length}, prefix: ${condition}`;
    console.error(`${where}: ${(elapsedMs / 1000).toFixed(1)} s${faults}`);
  }
}

async function reportOf(set: QuestionSet): Promise<string> {
  const of = new Map<Condition, Map<string, QuestionOutcome>>();
  for (const condition of conditions) {
    await using store = await openSamplingFolder(folderOf(set, condition));
    of.set(condition, await readOutcomes(store, seeds ?? 1));
  }
  return setReport({ name: set.name, of });
}

async function report(sets: readonly QuestionSet[]): Promise<string> {
  const text = (await Promise.all(sets.map(reportOf))).join('\n\n');
  if (values.out !== undefined) await writeFile(values.out, `${text}\n`);
  return text;
}

async function draw(sets: readonly QuestionSet[], executor: Executor): Promise<void> {
  const model = await localModel({ path: tinyAgentPath, id: `tiny-agent-${weights}`, reuseAnswers: false });
  try {
    for (let from = 0; from < (limit ?? TURN); from += TURN) {
      for (const set of sets) await drawTurn(set, from, { model, executor, seeds: seeds ?? 1 });
      await report(sets);
    }
  } finally {
    await model.close?.();
  }
}

const sets = await Promise.all(wanted.map(openSet));
const executor = executorPool(pyodideExecutor(), { maxSessions: concurrency });
try {
  await draw(sets, executor).catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
    process.exitCode = 130;
    console.error('Stopped; what is done so far is reported, and the same command goes on.');
  });
  console.log(await report(sets));
} finally {
  await executor.close();
  await Promise.all(sets.map((set) => set.close()));
}
