/**
 * Recorded answers replayed: ToRA's through the agent loop, the sandbox and the math scorer; Qwen2.5-Math's samples
 * through self-consistency. Compares every verdict with the recorded one.
 *
 *   node --conditions=@agentd/source benchmarks/tora.ts --data FOLDER [--limit N] [--out FILE]
 *
 * FOLDER holds tora-70b-gsm8k.jsonl and qwen2.5-math-cot-100x8.jsonl. Exits with 1 where ToRA's accuracy is more than
 * 0.3 points from the published one, or a difference has no explanation.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { mathScorer } from '@agentd/evaluator';
import { executorPool } from '@agentd/sandbox';
import { pyodideExecutor } from '@agentd/sandbox/pyodide';
import { readLines, recordedRow } from './math-scorer/data.ts';
import { replay, type Replayed } from './tora/replay-agent.ts';
import { voteOnSamples } from './tora/replay-samples.ts';
import { PUBLISHED, toraReport } from './tora/report.ts';
import { readToraRows } from './tora/rows.ts';

const { values: options } = parseArgs({
  options: { data: { type: 'string' }, limit: { type: 'string', default: '1000000' }, out: { type: 'string' } },
});
if (options.data === undefined) throw new Error('Name the folder of recorded answers: --data FOLDER');

const rows = readToraRows(join(options.data, 'tora-70b-gsm8k.jsonl')).slice(0, Number(options.limit));
// One interpreter for all: a closed session is reset to how it began.
const executor = executorPool(pyodideExecutor(), { maxSessions: 1 });
const scorer = mathScorer();
const replayed: Replayed[] = [];
for (const row of rows) {
  replayed.push(await replay(row, executor, scorer));
  if (replayed.length % 200 === 0) console.error(`${replayed.length} of ${rows.length} replayed`);
}
await Promise.all([executor.close(), scorer.close()]);

const samples = await voteOnSamples(readLines(join(options.data, 'qwen2.5-math-cot-100x8.jsonl'), recordedRow));
const { markdown, unexplained, accuracy } = toraReport(
  replayed,
  samples,
  'node --conditions=@agentd/source benchmarks/tora.ts --data FOLDER --out benchmarks/results/tora.md',
);
console.log(markdown);
if (options.out !== undefined) writeFileSync(options.out, markdown);
process.exitCode = unexplained === 0 && Math.abs(accuracy - PUBLISHED) <= 0.3 ? 0 : 1;
