import { join } from 'node:path';
import { type BadRow, type BenchmarkItem, defineBenchmark, judgeScorer, loadBenchmark } from '@agentd/evaluator';
import type { Scorer } from '@agentd/sag';
import { openScorer } from './open-scorer.ts';
import { openModel, type OpenModelOptions } from './open-models.ts';
import type { PlannedBenchmark, RunPlan } from './run-plan.ts';
import type { ToClose } from '../to-close.ts';

/** A benchmark whose rows were read. */
export interface LoadedBenchmark {
  planned: PlannedBenchmark;
  items: readonly BenchmarkItem[];
  badRows: readonly BadRow[];
}

/** Reads the rows of every benchmark, one after the other. */
export async function loadBenchmarks({ benchmarks }: RunPlan, signal: AbortSignal): Promise<LoadedBenchmark[]> {
  const loaded: LoadedBenchmark[] = [];
  for (const planned of benchmarks) {
    const { name, kind, known, columns, source, limit, seed, aliases } = planned;
    const benchmark = known ?? defineBenchmark({ name, kind, ...(columns && { columns }) });
    const { items, badRows } = await loadBenchmark(benchmark, {
      ...(source && { source }),
      ...(limit !== undefined && { limit }),
      ...(seed !== undefined && { seed }),
      ...(aliases !== undefined && { aliases }),
      signal,
    });
    loaded.push({ planned, items, badRows });
  }
  return loaded;
}

/** Who judges each benchmark; the judging model is opened once, where it is needed. */
export async function openScorers(
  { benchmarks, run, out }: RunPlan,
  toClose: ToClose,
  options: OpenModelOptions,
): Promise<ReadonlyMap<string, Scorer>> {
  const scorers = new Map<string, Scorer>();
  const judge = benchmarks.some(({ scorer }) => scorer === 'judge')
    ? await openJudge(run.judge ?? {}, out, toClose, options)
    : undefined;
  for (const { name, scorer, rules } of benchmarks) {
    if (scorer !== 'judge') scorers.set(name, openScorer(scorer, toClose, rules));
    else if (judge !== undefined) scorers.set(name, judge);
  }
  return scorers;
}

async function openJudge(
  config: NonNullable<RunPlan['run']['judge']>,
  out: string,
  toClose: ToClose,
  options: OpenModelOptions,
): Promise<Scorer> {
  const { rubric, maxTokens } = config;
  const { model } = await openModel(config, toClose, { ...options, requestsPerMinute: undefined });
  return judgeScorer(model, {
    cache: join(out, 'verdicts.jsonl'),
    ...(rubric !== undefined && { rubric }),
    ...(maxTokens !== undefined && { maxTokens }),
  });
}
