import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { runEvaluation, type EvaluationOptions } from '@agentd/evaluator';
import { VERSION } from '@agentd/sag';
import { jsonlTrajectoryStore } from '@agentd/sag/node';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { readConfig } from './config/read-config.ts';
import { openGroups, type Group } from './groups.ts';
import { loadBenchmarks, openScorers, type LoadedBenchmark } from './open-benchmarks.ts';
import { openModel, type ReadyModel } from './open-models.ts';
import { withSearch } from './open-search.ts';
import { filesIn, noteRun } from './output-folder.ts';
import { ProgressOfGroups } from './progress.ts';
import { planRun, type EvalChanges, type RunPlan } from './run-plan.ts';
import { settingsOf, withoutLogin } from './run-settings.ts';
import type { EvalShow } from './show-eval.ts';
import { openSandbox } from '../open-sandbox.ts';
import { ToClose } from '../to-close.ts';
import type { WrittenReport } from './write-run-report.ts';

/** Options of `agentd eval` besides what they change of the file. */
export interface EvalOptions {
  changes: EvalChanges;
  dryRun: boolean;
  report: boolean;
  show: EvalShow;
  signal: AbortSignal;
}

/** Runs the evaluation that the file describes, or goes on with it, and writes its report. */
export async function runEval(path: string, { changes, dryRun, report, show, signal }: EvalOptions): Promise<ExitCode> {
  const plan = planRun(await readConfig(path, process.env, signal), changes);
  const loaded = await loadBenchmarks(plan, signal);
  show.begin(plan, loaded, dryRun);
  if (dryRun) return exitCodes.ok;
  const startedAt = new Date().toISOString();
  await noteRun(plan.out, {
    schemaVersion: 1,
    settings: settingsOf(plan),
    ...(plan.shard === undefined && { planned: plannedCells(plan, loaded) }),
    runs: [
      {
        startedAt,
        agentd: VERSION,
        node: process.version,
        platform: `${process.platform}-${process.arch}`,
        file: basename(path),
        ...(plan.shard && { shard: plan.shard }),
      },
    ],
  });
  await writeFile(filesIn(plan.out).settings, withoutLogin(plan.config.text));
  const progress = new ProgressOfGroups(loaded, plan);
  const isComplete = await work(plan, loaded, progress, show, signal);
  const written = report ? await writtenReport(plan.out, signal.aborted ? undefined : signal) : undefined;
  show.end(plan, progress.now, written, signal.aborted);
  if (signal.aborted) return exitCodes.interrupted;
  return isComplete ? exitCodes.ok : exitCodes.failed;
}

async function writtenReport(folder: string, signal: AbortSignal | undefined): Promise<WrittenReport | undefined> {
  // Loaded only here: what draws the report takes a moment.
  const { writeRunReport } = await import('./write-run-report.ts');
  return writeRunReport(folder, signal);
}

/** Opens all that is needed, asks every question, and closes it. */
async function work(
  plan: RunPlan,
  loaded: readonly LoadedBenchmark[],
  progress: ProgressOfGroups,
  show: EvalShow,
  signal: AbortSignal,
): Promise<boolean> {
  const { run, out } = plan;
  const { journal, trajectories: path } = filesIn(out);
  const isSearched = loaded.some(({ planned }) => planned.search);
  return withSearch(run, isSearched, signal, async (search) => {
    const toClose = new ToClose();
    try {
      const onProgress = (stage: string): void => show.stage(stage);
      const { memoryLimitMb } = run.limits ?? {};
      const executor = openSandbox({ sessions: plan.concurrency, memoryLimitMb, onProgress });
      toClose.add(() => executor.close());
      const options = { executor, requestsPerMinute: run.requestsPerMinute, signal, onProgress };
      show.stage('loading the model');
      const models = new Map<string, ReadyModel>();
      for (const model of plan.models) models.set(model.label, await openModel(model, toClose, options));
      const scorers = await openScorers(plan, toClose, options);
      const groups = openGroups(loaded, scorers, { run, models, executor, search });
      const trajectories = isAgent(plan) ? await jsonlTrajectoryStore(path) : undefined;
      toClose.add(() => trajectories?.close());
      return await runGroups(groups, plan, progress, {
        journal,
        signal,
        ...(trajectories && { trajectories }),
        onProgress: () => show.progress(progress.now),
      });
    } finally {
      await toClose.close();
    }
  });
}

const isAgent = ({ methods }: RunPlan): boolean => methods.some(({ method }) => method.kind.startsWith('agent-'));

type RunOptions = Pick<EvaluationOptions, 'journal' | 'trajectories' | 'signal'> & { onProgress: () => void };

/** @returns whether every result is there */
async function runGroups(
  groups: readonly Group[],
  { seeds, shard, concurrency }: RunPlan,
  progress: ProgressOfGroups,
  { onProgress, ...options }: RunOptions,
): Promise<boolean> {
  let isComplete = true;
  for (const group of groups) {
    const summary = await runEvaluation({
      ...options,
      ...group,
      seeds,
      concurrency,
      ...(shard && { shard }),
      onProgress: (news) => {
        progress.add(news);
        onProgress();
      },
    });
    progress.add(summary);
    isComplete &&= summary.complete;
    if (summary.aborted) break;
  }
  return isComplete;
}

function plannedCells(
  { seeds }: RunPlan,
  loaded: readonly LoadedBenchmark[],
): { benchmark: string; method: string; items: number; seeds: number[] }[] {
  return loaded.flatMap(({ planned: { name: benchmark, methods }, items }) =>
    methods.map(({ name: method }) => ({ benchmark, method, items: items.length, seeds: [...seeds] })),
  );
}
