/**
 * What the math scorer makes of real rows: graders' own tests, gold answers against rewritten ones and against each
 * other, recorded answers of a model; how fast it is; and the same beside Math-Verify.
 *
 *   node --conditions=@agentd/source benchmarks/math-scorer.ts --data FOLDER [--math-verify VENV] [--json FILE]
 *
 * FOLDER holds graders/*.jsonl, test/*.json and recorded/qwen2.5-math-cot-100x8.jsonl.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { mathScorer } from '@agentd/evaluator';
import {
  type GraderRow,
  graderRow,
  optionsOf,
  quantile,
  readGolds,
  readLines,
  recordedRow,
  seededRandom,
} from './math-scorer/data.ts';
import { mathVerify } from './math-scorer/math-verify.ts';
import { judgeRecorded } from './math-scorer/recorded.ts';
import { rewrites } from './math-scorer/rewrites.ts';

const { values: options } = parseArgs({
  options: {
    data: { type: 'string' },
    'math-verify': { type: 'string' },
    json: { type: 'string' },
    pairs: { type: 'string', default: '10000' },
  },
});
if (options.data === undefined) throw new Error('Name the folder of benchmarks: --data FOLDER');
const folder = options.data;
const report: Record<string, unknown> = {};
const milliseconds = (times: readonly number[]): string =>
  `median ${quantile(times, 0.5).toFixed(2)} ms, p99 ${quantile(times, 0.99).toFixed(1)} ms, longest ${Math.max(...times).toFixed(0)} ms`;

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; ms: number }> {
  const start = performance.now();
  return { value: await work(), ms: performance.now() - start };
}

async function graders(): Promise<void> {
  const files = readdirSync(join(folder, 'graders')).filter((name) => name.endsWith('.jsonl'));
  const rows = files.flatMap((name) => readLines(join(folder, 'graders', name), graderRow));
  const theirs = options['math-verify'] === undefined ? undefined : await mathVerify(options['math-verify'], rows);
  for (const withOptions of [true, false]) {
    const verdicts: { correct: boolean; ms: number; reason: string }[] = [];
    for (const row of rows) {
      const scorer = mathScorer(withOptions ? optionsOf(row) : {});
      const { value, ms } = await timed(() => scorer.score(row.pred, row.gold, ''));
      await scorer.close();
      verdicts.push({ ...value, ms });
    }
    const wrong = rows.filter((row, at) => verdicts[at]?.correct !== row.expected);
    const label = withOptions ? 'with the options of each row' : 'with default options';
    console.log(
      `\nGraders' rows, ${label}: ${rows.length - wrong.length} of ${rows.length} as labelled, ${wrong.filter((row) => !row.expected).length} false positives`,
    );
    console.log(milliseconds(verdicts.map(({ ms }) => ms)));
    for (const row of wrong)
      console.log(
        `  ${row.source.split('::').at(-1)}: labelled ${row.expected}; ${verdicts[rows.indexOf(row)]?.reason}${row.note === undefined ? '' : ` [${row.note}]`}`,
      );
    if (withOptions && theirs !== undefined) sideBySide(rows, verdicts, theirs);
    report[withOptions ? 'graders' : 'gradersDefault'] = wrong.map((row) => ({
      ...row,
      reason: verdicts[rows.indexOf(row)]?.reason,
    }));
  }
}

function sideBySide(
  rows: readonly GraderRow[],
  ours: readonly { correct: boolean; ms: number }[],
  theirs: readonly { correct: boolean; ms: number }[],
): void {
  const agreement = rows.filter((_, at) => ours[at]?.correct === theirs[at]?.correct).length;
  const right = rows.filter((row, at) => theirs[at]?.correct === row.expected).length;
  const falsePositives = rows.filter((row, at) => theirs[at]?.correct === true && !row.expected).length;
  console.log(
    `Math-Verify: ${right} of ${rows.length} as labelled, ${falsePositives} false positives; ${milliseconds(theirs.map(({ ms }) => ms))}; agrees with ours on ${agreement}`,
  );
}

async function golds(): Promise<void> {
  const all = readGolds(join(folder, 'test'));
  const scorer = mathScorer();
  const failures: object[] = [];
  const times: number[] = [];
  const rows: { gold: string; pred: string }[] = [];
  let forms = 0;
  for (const { set, question, answer } of all) {
    for (const form of [answer, ...rewrites(answer)]) {
      const { value, ms } = await timed(() => scorer.score(form, answer, question));
      forms++;
      if (set.startsWith('math') || set.startsWith('olymath'))
        rows.push({ gold: `$${answer}$`, pred: /\$|\\[[(]/.test(form) ? form : `$${form}$` });
      if (set === 'math') times.push(ms);
      if (!value.correct) failures.push({ set, answer, form, reason: value.reason });
    }
  }
  await scorer.close();
  console.log(`\nGold answers: ${all.length} in ${forms} forms, ${failures.length} not equal to themselves`);
  for (const failure of failures.slice(0, 40)) console.log(`  ${JSON.stringify(failure)}`);
  console.log(`Verdicts on MATH-500 golds and their forms: ${milliseconds(times)}`);
  report['golds'] = failures;
  if (options['math-verify'] === undefined) return;
  const theirs = await mathVerify(options['math-verify'], rows);
  console.log(
    `Math-Verify on ${rows.length} forms of MATH-500 and OlymMATH golds: ${theirs.filter(({ correct }) => correct).length} equal; ${milliseconds(theirs.map(({ ms }) => ms))}`,
  );
}

async function pairs(count: number): Promise<void> {
  const all = readGolds(join(folder, 'test'));
  const scorer = mathScorer();
  const random = seededRandom(20_251_123);
  const pick = () => all[Math.floor(random() * all.length)];
  const equal: object[] = [];
  const times: number[] = [];
  const rows: { gold: string; pred: string }[] = [];
  while (times.length < count) {
    const [a, b] = [pick(), pick()];
    // Half of the pairs from one set, where answers are alike.
    if (a === undefined || b === undefined || a.answer === b.answer || (times.length % 2 === 0 && a.set !== b.set))
      continue;
    const { value, ms } = await timed(() => scorer.score(a.answer, b.answer, b.question));
    times.push(ms);
    rows.push({ gold: `$${b.answer}$`, pred: `$${a.answer}$` });
    if (value.correct) equal.push({ a: a.answer, b: b.answer, sets: `${a.set}, ${b.set}`, reason: value.reason });
  }
  await scorer.close();
  console.log(`\n${count} random pairs of different gold answers: ${equal.length} equal; ${milliseconds(times)}`);
  for (const pair of equal) console.log(`  ${JSON.stringify(pair)}`);
  report['pairs'] = equal;
  if (options['math-verify'] === undefined) return;
  const theirs = await mathVerify(options['math-verify'], rows.slice(0, 2_000));
  console.log(
    `Math-Verify on the first ${theirs.length} of these: ${theirs.filter(({ correct }) => correct).length} equal; ${milliseconds(theirs.map(({ ms }) => ms))}`,
  );
}

async function recorded(): Promise<void> {
  const result = await judgeRecorded(readLines(join(folder, 'recorded', 'qwen2.5-math-cot-100x8.jsonl'), recordedRow));
  const rates = ({ mean, majority, any }: typeof result.ours): string =>
    `mean ${mean.toFixed(2)}, majority of 8 ${majority.toFixed(0)}, any of 8 ${any.toFixed(0)}`;
  console.log(`\nRecorded answers (${result.answers}): ours ${rates(result.ours)}; recorded ${rates(result.recorded)}`);
  console.log(
    `${result.extractionDifferences.length} other answers found, ${result.verdictDifferences.length} other verdicts`,
  );
  for (const difference of result.extractionDifferences) console.log(`  answer ${JSON.stringify(difference)}`);
  for (const difference of result.verdictDifferences) console.log(`  verdict ${JSON.stringify(difference)}`);
  report['recorded'] = result;
}

await graders();
await golds();
await pairs(Number(options.pairs));
await recorded();
if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
