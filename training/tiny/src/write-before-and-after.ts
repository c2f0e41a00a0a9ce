import { bootstrapMean, InvalidInputError, mean, type Interval } from '@agentd/agent-core';
import { readRecords, type EvaluationRecord } from './evaluate/record.ts';

// Two result files of src/evaluate.ts as one table: src/write-before-and-after.ts BEFORE.jsonl AFTER.jsonl

const [beforePath, afterPath] = process.argv.slice(2);
if (beforePath === undefined || afterPath === undefined) {
  throw new InvalidInputError('Give two result files of src/evaluate.ts: BEFORE.jsonl AFTER.jsonl.');
}
const before = await readRecords(beforePath);
const after = await readRecords(afterPath);

/** Share of the seeds that answered each problem right. */
function byProblem(records: readonly EvaluationRecord[], decoder: EvaluationRecord['decoder']): Map<string, number> {
  const own = Map.groupBy(
    records.filter((record) => record.decoder === decoder),
    ({ problem }) => problem,
  );
  return new Map([...own].map(([problem, runs]) => [problem, mean(runs.map(({ correct }) => Number(correct)))]));
}

const show = ({ value, low, high }: Interval): string =>
  `${(value * 100).toFixed(1)} (${(low * 100).toFixed(1)} to ${(high * 100).toFixed(1)})`;

console.log('| decoder | problems | seeds | right before, % | right after, % | difference, points |');
console.log('| --- | --- | --- | --- | --- | --- |');
for (const decoder of ['greedy', 'sag'] as const) {
  const first = byProblem(before, decoder);
  const second = byProblem(after, decoder);
  const both = [...first.keys()].filter((problem) => second.has(problem));
  if (both.length === 0) continue;
  const shares = (of: Map<string, number>): number[] => both.map((problem) => of.get(problem) ?? 0);
  const [old, now] = [shares(first), shares(second)];
  const gain = bootstrapMean(now.map((share, at) => share - (old[at] ?? 0)));
  const seeds = new Set(after.filter((record) => record.decoder === decoder).map(({ seed }) => seed)).size;
  const cells = [decoder, both.length, seeds, show(bootstrapMean(old)), show(bootstrapMean(now)), show(gain)];
  console.log(`| ${cells.join(' | ')} |`);
}
console.log('\nIn brackets: 95 % intervals, bootstrap over the problems.');
