import { basename, resolve } from 'node:path';
import {
  buildReport,
  compare,
  evalLogs,
  fromRun,
  readJournal,
  renderCsv,
  renderJson,
  renderMarkdown,
  writeEvalLogs,
  writeReport,
  type Comparison,
  type EvaluationRecord,
  type ReportData,
} from '@agentd/evaluator';
import type { ReportFlags } from '../commands/report.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { comparisonLines } from '../render/evaluation-comparison.ts';
import { reportLines } from '../render/evaluation-summary.ts';
import { plural } from '../render/words.ts';
import { Screen } from '../screen.ts';
import { UsageError } from '../usage-error.ts';
import { readManifest } from './output-folder.ts';
import { resultsAt, withTrajectories, writeRunReport, type Results } from './write-run-report.ts';

/** A report, and what it was made of. */
interface Reported {
  report: ReportData;
  records: readonly EvaluationRecord[];
  folders: readonly string[];
  /** Each method of the first run against itself in the second. */
  comparisons: readonly Comparison[];
}

/** Shows, prints or writes the report of a run, or of two next to each other. */
export async function showReport(path: string, flags: ReportFlags, signal: AbortSignal): Promise<ExitCode> {
  const first = await resultsAt(path);
  const { compare: other, html, markdown, csv, json, evalLog } = flags;
  const prints = markdown || csv || json;
  if (other === undefined && html === undefined && !prints && evalLog === undefined && first.isFolder) {
    const written = await writeRunReport(first.folder, signal);
    if (written === undefined) throw nothing(first);
    show(written.report, [], [`Report: ${written.paths[0] ?? first.folder}`]);
    return exitCodes.ok;
  }
  const reported = other === undefined ? await one(first, signal) : await two(first, await resultsAt(other), signal);
  const { report, comparisons } = reported;
  const notes = await write(reported, flags, signal);
  if (!prints) show(report, comparisons, notes);
  else {
    process.stdout.write(markdown ? renderMarkdown(report) : csv ? renderCsv(report) : renderJson(report));
    for (const note of notes) process.stderr.write(`agentd: ${note}\n`);
  }
  return exitCodes.ok;
}

/** @returns what was written, for people */
async function write(
  { report, records, folders }: Reported,
  { html, evalLog }: ReportFlags,
  signal: AbortSignal,
): Promise<string[]> {
  return withTrajectories(folders, async (found) => {
    const notes: string[] = [];
    if (html !== undefined) {
      const target = /\.html$/i.test(html) ? html : `${html}.html`;
      const paths = await writeReport(report, target, { records, ...found, signal });
      notes.push(`Report: ${paths.join(', ')}`);
    }
    if (evalLog !== undefined) {
      const paths = await writeEvalLogs(evalLogs(records, { ...found, signal }), evalLog);
      notes.push(`${plural(paths.length, 'log')} in ${evalLog}; look at them with: inspect view --log-dir ${evalLog}`);
    }
    return notes;
  });
}

function show(report: ReportData, comparisons: readonly Comparison[], notes: readonly string[]): void {
  const screen = new Screen(process.stdout);
  const { style } = screen.renderOptions;
  const parts = [reportLines(report, style), comparisonLines(comparisons, style), notes];
  screen.show({
    lines: parts.filter((part) => part.length > 0).flatMap((part, index) => (index === 0 ? part : ['', ...part])),
  });
}

async function one(results: Results, signal: AbortSignal): Promise<Reported> {
  const records = await recordsOf(results, signal);
  const { planned } = (results.isFolder ? await readManifest(results.folder) : undefined) ?? {};
  const report = buildReport(records, { title: nameOf(results), ...(planned && { planned }) });
  return { report, records, folders: [results.folder], comparisons: [] };
}

/** Two runs, with their names before those of the methods. */
async function two(first: Results, second: Results, signal: AbortSignal): Promise<Reported> {
  const [own, others] = [await recordsOf(first, signal), await recordsOf(second, signal)];
  const names = distinct(nameOf(first), nameOf(second));
  const records = [...fromRun(names[0], own), ...fromRun(names[1], others)];
  return {
    report: buildReport(records, { title: names.join(' and ') }),
    records,
    folders: [first.folder, second.folder],
    comparisons: compareMethods(own, others, names),
  };
}

/** What the first run gained on the second, method by method. */
function compareMethods(
  own: readonly EvaluationRecord[],
  others: readonly EvaluationRecord[],
  [name, other]: [string, string],
): Comparison[] {
  const methods = [...new Set(own.map(({ method }) => method.name))];
  return methods.flatMap((method) => {
    const before = others.filter((record) => record.method.name === method);
    const now = own.filter((record) => record.method.name === method);
    const isCommon = before.some(({ benchmark, item }) =>
      now.some((record) => record.benchmark === benchmark && record.item.id === item.id),
    );
    return isCommon ? compare(before, now, { names: [`${method} of ${other}`, `${method} of ${name}`] }) : [];
  });
}

async function recordsOf(results: Results, signal: AbortSignal): Promise<EvaluationRecord[]> {
  const { records } = await readJournal(results.journal, { signal });
  if (records.length === 0) throw nothing(results);
  return records;
}

const nameOf = ({ isFolder, folder, journal }: Results): string =>
  basename(resolve(isFolder ? folder : journal), '.jsonl');

function distinct(a: string, b: string): [string, string] {
  return a === b ? [`${a} 1`, `${b} 2`] : [a, b];
}

const nothing = ({ journal }: Results): UsageError =>
  new UsageError(`${journal} holds no result; run agentd eval first.`);
